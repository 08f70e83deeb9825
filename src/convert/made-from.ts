/** The result of a conversion: its names, and where its types and layouts differ. */
import type { ConverterFacts } from '../adapters/define.js';
import { describeAs } from '../discover/read-form.js';
import type { Dimension, Port, Signature } from '../types.js';
import { composeNames } from '../values/correspondence.js';
import { type Axes, changeInWords, composeChanges, type PortChange } from '../values/port-change.js';
import type { Artefact } from './artefact-store.js';
import type { Loadable } from './loadable.js';

/** The result of the conversion, as described by its own file if its format allows, else by the converter. */
export function madeFrom(source: Loadable, artefact: Artefact, { writes }: ConverterFacts): Loadable {
  const { path, files, key } = artefact;
  const described = describeAs(writes, path);
  const own = described === null || 'fault' in described ? null : described.signature;
  const rename = (name: string) => renamed(name, artefact);
  const changes = Object.entries(changesOf(artefact)).map(([name, change]) => {
    const before = Object.hasOwn(source.changes, name) ? source.changes[name] : undefined;
    return [rename(name), before === undefined ? change : composeChanges(before, change)] as const;
  });
  const kept = Object.entries(source.changes).map(([name, change]) => [rename(name), change] as const);
  return {
    path,
    files,
    key,
    format: writes,
    signature: own ?? changedSignature(source.signature, artefact),
    names: composeNames(source.names, artefact.names),
    changes: Object.fromEntries([...kept, ...changes]),
    // The code has run in the converter, and decides what that made.
    code: source.code,
  };
}

/** Why the gate cannot read back the result of a converter; null when it can, or has no reader for the format. */
export function unreadable(path: string, { writes }: ConverterFacts): string | null {
  const described = describeAs(writes, path);
  if (described === null || !('fault' in described)) return null;
  const { what, why } = described.fault;
  return `reported success but wrote no valid ${writes}: ${what}${why === undefined ? '' : ` (${why})`}`;
}

/**
 * For the results document: what the step changed besides names, as in "ids: int64 as int32"; not at all for nothing.
 * @param before what was changed before it, in words
 */
export function changesInWords(artefact: Artefact, before: readonly string[] = []): { readonly changes?: string[] } {
  const words = Object.entries(changesOf(artefact)).map(([name, change]) => `${name}: ${changeInWords(change)}`);
  const all = [...before, ...artefact.edits, ...words.sort()];
  return all.length === 0 ? {} : { changes: all };
}

/** By the source's names. */
function changesOf({ dtypes, layouts }: Artefact): Record<string, PortChange> {
  const named = new Set([...Object.keys(dtypes), ...Object.keys(layouts)]);
  return Object.fromEntries(
    [...named].map((name) => {
      const dtype = Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
      const axes = Object.hasOwn(layouts, name) ? layouts[name] : undefined;
      const change: PortChange = {
        ...(dtype !== undefined && { dtype: { from: dtype[0], to: dtype[1] } }),
        ...(axes !== undefined && { axes }),
      };
      return [name, change];
    }),
  );
}

const renamed = (name: string, { names }: Artefact): string =>
  Object.hasOwn(names, name) ? (names[name] ?? name) : name;

function changedSignature(signature: Signature | null, artefact: Artefact): Signature | null {
  if (signature === null) return null;
  const changes = changesOf(artefact);
  const change = (port: Port): Port => {
    const { dtype, axes } = (Object.hasOwn(changes, port.name) ? changes[port.name] : undefined) ?? {};
    const name = renamed(port.name, artefact);
    if (port.type.kind !== 'tensor') return { ...port, name };
    const shape = axes === undefined || port.type.shape === null ? port.type.shape : turned(port.type.shape, axes);
    return { name, type: { ...port.type, dtype: dtype?.to ?? port.type.dtype, shape } };
  };
  return { inputs: signature.inputs.map(change), outputs: signature.outputs.map(change) };
}

const turned = (shape: readonly Dimension[], axes: Axes): Dimension[] =>
  axes.flatMap((axis) => (axis === null ? [1] : shape.slice(axis, axis + 1)));
