import { resolve } from 'node:path';
import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { ToleranceSpec } from '../compare/tolerance-spec.js';
import { didYouMean } from '../config/did-you-mean.js';
import { isNpmRelease, isPythonRelease } from '../config/release.js';
import type { RuntimeEntry } from '../config/schema.js';
import type { Form } from '../discover/form.js';
import { atLine, type Explanation, Mistakes, UserError } from '../errors.js';
import type { Format, Options, Precision } from '../types.js';
import { checkedOptions, defaultsOf } from './checked-options.js';
import { checkedThrough, precisionOf } from './through.js';

/** One column of the matrix: a runtime with its version, options and tolerance. */
export interface Column {
  readonly id: string;
  readonly runtime: RuntimeFacts;
  /** Release to use instead of the pinned one. */
  readonly version: string | undefined;
  /** All options of the runtime, defaults filled in. */
  readonly options: Options;
  readonly precision: Precision;
  /** Whether the configuration says that float32 is what it is meant to compute in; left out: as the model has it. */
  readonly declaresFloat32?: boolean;
  /** Tolerance of this column; more specific ones take precedence. */
  readonly tolerance?: ToleranceSpec;
  /** The only format to run; any that the runtime reads when left out. */
  readonly format?: Format;
  /** Where it exists, as in linux-x64; everywhere when left out. */
  readonly platforms?: readonly string[];
  /** False: it runs committed files only. */
  readonly convert?: boolean;
  /** By id of a converter: its options on the route to this column. */
  readonly converters?: Readonly<Record<string, Options>>;
  /** Python packages besides those of the runtime, which the code of a model imports. */
  readonly requirements?: readonly string[];
  /** Converters that every route to this column includes, in this order; the cheapest route when left out. */
  readonly through?: readonly [ConverterFacts, ...ConverterFacts[]];
}

/**
 * The columns of the config, or the embedded runtimes when it has none: each of these on the platforms where it exists,
 * since nobody has asked for it on another.
 * @param runtimes every runtime, including the user's own adapters
 * @param root what paths of own adapters are relative to
 * @param converters every converter that a column may name
 * @param mistakes where an unknown runtime, converter or option, an option of the wrong type, or two columns with one name
 *   are noted; thrown together when left out
 * @param lineOf where the configuration has an entry, as in portability.yml:3
 */
export function columnsOf(
  entries: readonly (string | RuntimeEntry)[] | undefined,
  runtimes: readonly RuntimeFacts[],
  root: string,
  converters: readonly ConverterFacts[] = [],
  mistakes?: Mistakes,
  lineOf?: (entry: string | RuntimeEntry) => string,
): Column[] {
  // Nothing was configured, so nothing is installed for conversions either.
  const wanted =
    entries ?? runtimes.filter(({ embedded }) => embedded).map(({ id }) => ({ ...bare(id), convert: false }));
  const noted = mistakes ?? new Mistakes();
  const located = (mistake: Explanation, entry: string | RuntimeEntry) =>
    lineOf === undefined ? mistake : atLine(mistake, 'runtimes', lineOf(entry));
  const seen = new Set<string>();
  const columns = wanted.flatMap((entry) => {
    const full = typeof entry === 'string' ? bare(entry) : entry;
    const own = new Mistakes();
    const column = own.attempt(() => columnOf(full, findRuntime(full.use, runtimes, root), converters));
    noted.add(...own.found.map((mistake) => located(mistake, entry)));
    if (column === undefined) return [];
    if (seen.has(column.id)) noted.add(located(twice(column.id), entry));
    seen.add(column.id);
    const { platforms } = column.runtime;
    return entries === undefined && platforms.length > 0 ? { ...column, platforms } : column;
  });
  if (mistakes === undefined) noted.throwAll();
  return columns;
}

function twice(id: string): Explanation {
  return {
    what: `two columns are called ${JSON.stringify(id)}`,
    where: 'runtimes',
    next: 'give one of them another `id`',
  };
}

const bare = (use: string): RuntimeEntry => ({ use, options: {}, convert: true });

/** @param others other names that would have been valid, for the suggestion */
function findRuntime(
  use: string,
  runtimes: readonly RuntimeFacts[],
  root: string,
  others: readonly string[] = [],
): RuntimeFacts {
  const path = resolve(root, use);
  const runtime = runtimes.find(({ file }) => file === path) ?? runtimes.find(({ id }) => id === use);
  if (runtime !== undefined) return runtime;
  const known = [...others, ...runtimes.map(({ id }) => id)];
  throw new UserError({
    what: `no runtime is called ${JSON.stringify(use)}${didYouMean(use, known)}`,
    where: 'runtimes',
    next: 'run `portability list` to see the runtimes; the path of your own adapter starts with ./',
  });
}

function columnOf(entry: RuntimeEntry, runtime: RuntimeFacts, converters: readonly ConverterFacts[]): Column {
  const id = entry.id ?? runtime.id;
  if (entry.version !== undefined && runtime.language === 'command')
    throw new UserError({
      what: `${id} cannot be set to version ${entry.version}`,
      where: `runtimes, version of ${entry.use}`,
      why: 'it is your own program, which the gate does not install',
      next: 'remove `version`',
    });
  checkRelease(entry.version, runtime, entry.use);
  const format = entry.format === undefined ? undefined : readable(entry.format, runtime, entry.use);
  const through = checkedThrough(
    entry.through,
    { id, given: format === undefined ? runtime.reads : [format] },
    converters,
  );
  if (!entry.convert && through !== undefined)
    throw new UserError({
      what: `${id} sets both \`through\` and \`convert: false\``,
      where: `runtimes, convert of ${id}`,
      next: 'remove one of the two',
    });
  return {
    id,
    runtime,
    version: entry.version,
    options: checkedOptions(entry.options, runtime, `runtimes, options of ${entry.use}`, 'runtime'),
    precision: precisionOf(entry.precision, through, id),
    ...(entry.precision === 'f32' && { declaresFloat32: true }),
    ...(entry.tolerance !== undefined && { tolerance: entry.tolerance }),
    ...(format !== undefined && { format }),
    ...(entry.converters !== undefined && { converters: entry.converters }),
    ...(through !== undefined && { through }),
    ...(entry.platforms !== undefined && { platforms: entry.platforms }),
    ...(!entry.convert && { convert: false }),
  };
}

/**
 * The same column with another release of its package.
 * @throws UserError for one that its packages cannot have
 */
export function withRelease(column: Column, version: string): Column {
  checkRelease(version, column.runtime, column.id);
  return { ...column, version };
}

/** @throws UserError for a release that the runtime's packages cannot have */
function checkRelease(version: string | undefined, { language, title }: RuntimeFacts, use: string): void {
  if (version === undefined || (language === 'node' ? isNpmRelease(version) : isPythonRelease(version))) return;
  throw new UserError({
    what: `${title} has no release ${JSON.stringify(version)}`,
    where: `runtimes, version of ${use}`,
    why:
      language === 'node'
        ? 'its package is on npm, where a release has three numbers, as in 1.20.1'
        : 'its package is on PyPI, where releases are written as in 1.20.1 or 1.21.0rc1',
    next: 'give one release of that form, or leave `version` out',
  });
}

function readable(format: Format, runtime: RuntimeFacts, use: string): Format {
  if (runtime.reads.includes(format)) return format;
  throw new UserError({
    what: `${runtime.title} does not read ${format}`,
    where: `runtimes, format of ${use}`,
    why: `it reads ${runtime.reads.join(', ')}`,
  });
}

/**
 * The columns that a command names: columns of the config by their id or their runtime, or runtimes that the config does
 * not mention, with their defaults. All columns when it names none.
 * @throws UserError for a name that is neither
 */
export function chosenColumns(
  columns: readonly Column[],
  names: readonly string[],
  runtimes: readonly RuntimeFacts[],
  root: string,
): Column[] {
  if (names.length === 0) return [...columns];
  const chosen = names.flatMap((name) => {
    const byId = columns.filter(({ id }) => id === name);
    const found = byId.length > 0 ? byId : columns.filter(({ runtime }) => runtime.id === name);
    if (found.length > 0) return found;
    const others = columns.map(({ id }) => id);
    return [columnOf(bare(name), findRuntime(name, runtimes, root, others), [])];
  });
  return [...new Map(chosen.map((column) => [column.id, column])).values()];
}

/**
 * The columns that exist on a platform, as in linux-x64.
 * @throws UserError when none of them does
 */
export function columnsOn(platform: string, columns: readonly Column[]): Column[] {
  const here = columns.filter(({ platforms }) => platforms === undefined || platforms.includes(platform));
  const [first] = columns;
  if (here.length > 0 || first === undefined) return here;
  throw new UserError({
    what: `no column exists on ${platform}`,
    where: 'runtimes, platforms',
    why: `${first.id} exists only on ${first.platforms?.join(', ')}`,
    next: `add ${platform} to \`platforms:\` of a column, or run on one of those platforms`,
  });
}

/**
 * The same runtime with its default kernels, for a second opinion on how its arithmetic rounds; null when the reference
 * uses these already.
 */
export function otherKernels(reference: Column): Column | null {
  const options = { ...reference.options, ...defaultsOf(reference.runtime) };
  const same = Object.entries(options).every(([name, value]) => reference.options[name] === value);
  return same ? null : { ...reference, options };
}

/** What is installed for the column: the requirements of its adapter and of its options. */
export function requirementsOf({
  runtime,
  options,
  requirements = [],
}: Pick<Column, 'runtime' | 'options' | 'requirements'>): string[] {
  const added = optionsWithNeeds(runtime).flatMap(([name, needs]) => needs[String(options[name])] ?? []);
  return [...runtime.dependencies, ...added, ...requirements];
}

/**
 * The column for a model whose code imports other packages: Python runtimes that load that code get an environment of
 * their own. Nothing else is given them: whoever writes the repository chooses what is in them.
 */
export function columnFor(column: Column, forms: readonly Pick<Form, 'requirements' | 'content'>[]): Column {
  const { language, reads } = column.runtime;
  const loaded = forms.filter(({ content: { format } }) => format !== null && reads.includes(format));
  const requirements = [...new Set(loaded.flatMap((form) => form.requirements ?? []))].sort();
  return requirements.length === 0 || language !== 'python' ? column : { ...column, requirements };
}

/** Options that add requirements to the environment of a worker. */
export function optionsWithNeeds({
  options,
}: RuntimeFacts): readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] {
  return Object.entries(options).flatMap(([name, { needs }]) => (needs === undefined ? [] : [[name, needs] as const]));
}

/** The column under which a runtime makes the reference: the options that its adapter declares for that. */
export function referenceColumn(runtime: RuntimeFacts): Column {
  return {
    id: `${runtime.id} (reference)`,
    runtime,
    version: undefined,
    options: { ...defaultsOf(runtime), ...runtime.referenceOptions },
    precision: 'f32',
  };
}
