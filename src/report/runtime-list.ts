import type { OptionSpec, RuntimeFacts } from '../adapters/define.js';

/** The runtimes as text or JSON; `used` marks those that the config has. */
export function runtimeList(runtimes: readonly RuntimeFacts[], used: ReadonlySet<string>, json: boolean): string {
  if (json) {
    const plain = runtimes.map(
      ({ id, title, language, reads, platforms, options, dtypes, values, dependencies, embedded }) => ({
        id,
        title,
        language,
        reads,
        platforms,
        options,
        dtypes,
        values,
        dependencies,
        embedded,
        used: used.has(id),
      }),
    );
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  return `${runtimes.map((runtime) => entry(runtime, used.has(runtime.id))).join('\n\n')}\n`;
}

function entry(runtime: RuntimeFacts, used: boolean): string {
  const notes = [
    runtime.embedded ? 'embedded' : `${runtime.language} environment, made when needed`,
    ...(used ? ['in use'] : []),
  ];
  return [
    `${runtime.id}  (${notes.join(', ')})`,
    `  ${runtime.title}`,
    `  reads     ${runtime.reads.join(', ')}`,
    `  platforms ${runtime.platforms.length === 0 ? 'all' : runtime.platforms.join(', ')}`,
    `  packages  ${runtime.dependencies.join(', ')}`,
    ...Object.entries(runtime.options).map(
      ([name, spec]) => `  option    ${name}: ${values(spec)}  ${spec.description}`,
    ),
  ].join('\n');
}

function values({ type, values: allowed, default: standard }: OptionSpec): string {
  return allowed === undefined
    ? `${type} (default ${standard})`
    : allowed.map((value) => (value === standard ? `[${value}]` : value)).join(' | ');
}
