import { groupBy } from '../../group-by.js';
import type { Value, Values } from '../../tensor/tensor.js';
import type { NamesMap } from '../../values/correspondence.js';
import { describeValue } from './structure.js';

export interface OutputMatch {
  /** Name in the first form. */
  readonly name: string;
  /** Name in the form that ran. */
  readonly actual: string;
  readonly matchedBy: 'name' | 'names-map' | 'type';
}

export interface OutputMatches {
  readonly matches: readonly OutputMatch[];
  /** Expected, not declared absent, and not found. */
  readonly missing: readonly string[];
  /** Produced, and nothing that was expected. */
  readonly unexpected: readonly string[];
}

/**
 * Pairs the outputs that the first form has with those that a form produced; never by position.
 *
 * The names map takes precedence: another output that happens to have the same name does not replace a mapped one. Outputs
 * that the map does not mention are paired by name. The rest is paired by dtype and shape where that leaves exactly one
 * choice; the report warns about it, because two outputs of one type could be swapped.
 */
export function matchOutputs(
  expected: readonly string[],
  reference: Values,
  candidate: Values,
  names: NamesMap,
): OutputMatches {
  const matches: OutputMatch[] = [];
  const free = new Set(Object.keys(candidate));
  const open: string[] = [];
  const missing: string[] = [];
  const take = (name: string, actual: string, matchedBy: OutputMatch['matchedBy']): boolean =>
    free.delete(actual) && matches.push({ name, actual, matchedBy }) > 0;
  const unmapped: string[] = [];
  for (const name of expected) {
    const mapped = Object.hasOwn(names, name) ? names[name] : undefined;
    if (mapped === undefined) unmapped.push(name);
    else if (mapped !== null && !take(name, mapped, mapped === name ? 'name' : 'names-map')) missing.push(name);
  }
  for (const name of unmapped) if (!take(name, name, 'name')) open.push(name);
  const typeOf = (values: Values, name: string) => describeValue(outputOf(values, name));
  const candidates = groupBy([...free], (name) => typeOf(candidate, name));
  const references = groupBy(open, (name) => typeOf(reference, name));
  for (const name of open) {
    const type = typeOf(reference, name);
    const [actual, ...others] = candidates.get(type) ?? [];
    const unique =
      others.length === 0 && references.get(type)?.length === 1 && outputOf(reference, name).kind !== 'absent';
    if (actual === undefined || !unique || !take(name, actual, 'type')) missing.push(name);
  }
  return { matches, missing: missing.sort(), unexpected: [...free].sort() };
}

/** The value of that name, absent when there is none; own properties only, so that `constructor` is not found. */
export function outputOf(values: Values, name: string): Value {
  return (Object.hasOwn(values, name) ? values[name] : undefined) ?? { kind: 'absent' };
}
