import { COSTS } from '../adapters/costs.generated.js';
import type { AdapterFacts, ConverterFacts, OptionSpec, RuntimeFacts } from '../adapters/define.js';
import { formatBytes, formatSeconds } from '../number-format.js';

/** The runtimes and converters as text or JSON; `used` marks the runtimes that the config has. */
export function runtimeList(
  runtimes: readonly RuntimeFacts[],
  converters: readonly ConverterFacts[],
  used: ReadonlySet<string>,
  json: boolean,
): string {
  if (json) {
    const plain = [
      ...runtimes.map(({ reads, dtypes, values, embedded, ...adapter }) => ({
        kind: 'runtime',
        ...common(adapter),
        reads,
        dtypes,
        values,
        embedded,
        used: used.has(adapter.id),
      })),
      ...converters.map(({ reads, writes, ...adapter }) => ({ kind: 'converter', ...common(adapter), reads, writes })),
    ];
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  return `${[...runtimes.map((runtime) => runtimeEntry(runtime, used.has(runtime.id))), ...converters.map(converterEntry)].join('\n\n')}\n`;
}

const common = ({ id, title, language, platforms, options, dependencies }: Omit<AdapterFacts, 'reads'>) => ({
  cost: COSTS[id] ?? null,
  id,
  title,
  language,
  platforms,
  options,
  dependencies,
});

function runtimeEntry(runtime: RuntimeFacts, used: boolean): string {
  const notes = [where(runtime), ...(used ? ['in use'] : [])];
  const { reads, oldest, embedded } = runtime;
  const releases = oldest === undefined ? [] : [`  releases  ${oldest} or newer, with \`version\``];
  return entry(runtime, notes, [`  reads     ${reads.join(', ')}`, ...releases], embedded);
}

function where({ embedded, language }: RuntimeFacts): string {
  if (embedded) return 'embedded';
  return language === 'command' ? 'your own program' : `${language} environment, created when needed`;
}

function converterEntry(converter: ConverterFacts): string {
  const edge = `  converts  ${converter.reads.join(', ')} to ${converter.writes}`;
  return entry(converter, ['converter'], [edge]);
}

function entry(
  adapter: AdapterFacts,
  notes: readonly string[],
  formats: readonly string[],
  isEmbedded = false,
): string {
  return [
    `${adapter.id}  (${notes.join(', ')})`,
    `  ${adapter.title}`,
    ...formats,
    `  platforms ${adapter.platforms.length === 0 ? 'all' : adapter.platforms.join(', ')}`,
    ...(adapter.dependencies.length === 0 ? [] : [`  packages  ${adapter.dependencies.join(', ')}`]),
    ...costLines(adapter, isEmbedded),
    ...Object.entries(adapter.options).map(
      ([name, spec]) => `  option    ${name}: ${values(spec)}  ${spec.description}`,
    ),
  ].join('\n');
}

/** What it costs to set it up; empty for the user's own adapters, which are not measured. */
function costLines({ id }: AdapterFacts, isEmbedded: boolean): string[] {
  const cost = COSTS[id];
  if (cost === undefined) return [];
  const { downloadBytes, diskBytes, installSeconds, importSeconds } = cost;
  const start = `${formatSeconds(importSeconds)} to start`;
  if (downloadBytes === 0) return [`  cost      comes with the gate, ${start}`];
  const sizes = `${formatBytes(downloadBytes)} download, ${formatBytes(diskBytes)} on disk`;
  const setup = `${sizes}, ${formatSeconds(installSeconds)} to install, ${start}`;
  return [`  cost      ${setup}${isEmbedded ? '; comes with the action on linux-x64' : ''}`];
}

function values({ type, values: allowed, default: standard, needs = {} }: OptionSpec): string {
  if (allowed === undefined) return `${type} (default ${standard})`;
  const marked = allowed.map((value) => {
    const added = Object.hasOwn(needs, value) ? ` (with ${needs[value]?.join(', ')})` : '';
    return value === standard ? `[${value}]${added}` : `${value}${added}`;
  });
  return marked.join(' | ');
}
