import { resolve } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { RuntimeEntry } from '../config/schema.js';
import type { ToleranceSpec } from '../config/tolerance-spec.js';
import { UserError } from '../errors.js';
import type { Options, OptionValue, Precision } from '../types.js';

/** One column of the matrix: a runtime with everything that it is asked for. */
export interface Column {
  readonly id: string;
  readonly runtime: RuntimeFacts;
  /** Release asked for instead of the pinned one. */
  readonly version: string | undefined;
  /** All options of the runtime, defaults filled in. */
  readonly options: Options;
  readonly precision: Precision;
  /** What the config asks of this column, where nothing more specific stands. */
  readonly tolerance?: ToleranceSpec;
}

/**
 * The columns that the config asks for, or the embedded runtimes when it names none.
 * @param runtimes every runtime there is, the user's own adapters among them
 * @param root what paths of own adapters are relative to
 * @throws UserError for an unknown runtime or option, an option of the wrong type, or two columns of one name
 */
export function columnsOf(
  entries: readonly (string | RuntimeEntry)[] | undefined,
  runtimes: readonly RuntimeFacts[],
  root: string,
): Column[] {
  const wanted = entries ?? runtimes.filter(({ embedded }) => embedded).map(({ id }) => id);
  const columns = wanted.map((entry) => {
    const full = typeof entry === 'string' ? bare(entry) : entry;
    return columnOf(full, findRuntime(full.use, runtimes, root));
  });
  const seen = new Set<string>();
  for (const { id } of columns) {
    if (seen.has(id))
      throw new UserError({
        what: `two columns are called ${JSON.stringify(id)}`,
        where: 'runtimes',
        next: 'give one of them another `id`',
      });
    seen.add(id);
  }
  return columns;
}

const bare = (use: string): RuntimeEntry => ({ use, options: {}, precision: 'f32' });

/** @param others what could have been written besides a runtime, for the suggestion */
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
    next: 'portability list names the runtimes; a file of your own starts with ./',
  });
}

function columnOf(entry: RuntimeEntry, runtime: RuntimeFacts): Column {
  return {
    id: entry.id ?? runtime.id,
    runtime,
    version: entry.version,
    options: optionsOf(entry, runtime),
    precision: entry.precision,
    ...(entry.tolerance !== undefined && { tolerance: entry.tolerance }),
  };
}

/**
 * The columns that a command asks for by name: columns of the config by their id or their runtime, or runtimes that the
 * config does not mention, with their defaults. All columns when it names none.
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
    return [columnOf(bare(name), findRuntime(name, runtimes, root, others))];
  });
  return [...new Map(chosen.map((column) => [column.id, column])).values()];
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

function defaultsOf({ options }: RuntimeFacts): Options {
  return Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default]));
}

function optionsOf({ options, use }: RuntimeEntry, runtime: RuntimeFacts): Options {
  const checked: Record<string, OptionValue> = { ...defaultsOf(runtime) };
  for (const [name, value] of Object.entries(options)) {
    const spec = runtime.options[name];
    const known = Object.keys(runtime.options);
    const where = `runtimes, options of ${use}`;
    if (spec === undefined)
      throw new UserError({
        what: `unknown option ${JSON.stringify(name)}${didYouMean(name, known)}`,
        where,
        why: known.length === 0 ? 'this runtime has no options' : `it has ${known.join(', ')}`,
      });
    const fits = spec.type === 'integer' ? Number.isInteger(value) : typeof value === spec.type;
    if (!fits)
      throw new UserError({
        what: `option ${name} must be ${article(spec.type)}, not ${JSON.stringify(value)}`,
        where,
      });
    if (spec.values !== undefined && !spec.values.includes(String(value)))
      throw new UserError({
        what: `option ${name} cannot be ${JSON.stringify(value)}${didYouMean(String(value), spec.values)}`,
        where,
        why: `it is one of ${spec.values.join(', ')}`,
      });
    checked[name] = value;
  }
  return checked;
}

const article = (type: string): string => (type === 'integer' ? 'an integer' : `a ${type}`);
