import { isDeepStrictEqual } from 'node:util';
import type { Config } from './schema.js';

/** These decide when something is told, not what passes. */
const WITHOUT_EFFECT = new Set(['comment', 'locate', 'models', 'runtimes']);
/** Of a value that is shown. */
const MOST_SHOWN = 80;

/**
 * In what a configuration judges otherwise than another did, a sentence for each difference. What only adds columns or
 * models is none.
 */
export function changedConfig(before: Config, after: Config): string[] {
  return [...changedTop(before, after), ...changedColumns(before, after), ...changedModels(before, after)];
}

function changedTop(before: Config, after: Config): string[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const keys = [...new Set([...was.keys(), ...is.keys()])].filter((key) => !WITHOUT_EFFECT.has(key)).sort();
  return keys.flatMap((key) => {
    const [then, now] = [was.get(key), is.get(key)];
    return isDeepStrictEqual(then, now) ? [] : [`\`${key}\` is ${shown(now)}, and was ${shown(then)}`];
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_SHOWN ? 'another one' : `\`${text}\``;
}

type Entry = Readonly<Record<string, unknown>>;

function changedColumns({ runtimes: before }: Config, { runtimes: after }: Config): string[] {
  if (before === undefined && after !== undefined)
    return ['`runtimes` lists the columns, which were the embedded ones'];
  if (before !== undefined && after === undefined)
    return ['`runtimes` is left out: only the embedded ones are columns'];
  const of = (entries: Config['runtimes'] = []) =>
    new Map<string, Entry>(
      entries.map((entry) =>
        typeof entry === 'string'
          ? [entry, { use: entry, options: {}, convert: true }]
          : [entry.id ?? entry.use, { ...entry, id: undefined }],
      ),
    );
  return changedEntries(of(before), of(after), 'column', 'is no longer a column');
}

function changedModels({ models: before }: Config, { models: after }: Config): string[] {
  if (before === undefined && after !== undefined)
    return ['only the models that it lists are gated; it was every committed one'];
  // What it said of them, it says no more.
  if (before !== undefined && after === undefined) return ['`models` is left out, with what it said of them'];
  const of = (entries: Config['models'] = []) =>
    new Map<string, Entry>(
      entries.map((entry) => [entry.id ?? entry.path ?? JSON.stringify(entry.forms?.[0]), { ...entry }]),
    );
  return changedEntries(of(before), of(after), 'model', 'is no longer gated by name');
}

function changedEntries(
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  noun: string,
  gone: string,
): string[] {
  return [...before].flatMap(([id, was]) => {
    const is = after.get(id);
    if (is === undefined) return [`\`${id}\` ${gone}`];
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((key) => !isDeepStrictEqual(was[key], is[key]))
      .sort();
    return keys.length === 0 ? [] : [`${noun} \`${id}\` has another ${keys.map((key) => `\`${key}\``).join(', ')}`];
  });
}
