import type { Dimension } from '../types.js';

/** A size in a graph: a number, or one that is still open. */
export type Size = number | OpenSize;

/** An open size; what is found out about it is written into it. */
export interface OpenSize {
  /** The symbol of the model, or the place of the dimension; null inside the graph. */
  readonly name: string | null;
  /** What it turned out to be. */
  is: Size | null;
  /** Sizes that it is the sum of. */
  sum: readonly Size[] | null;
}

export const openSize = (name: string | null = null): OpenSize => ({ name, is: null, sum: null });

/** A size with everything that is known of it by now. */
export function known(size: Size): Size {
  let found = size;
  while (typeof found !== 'number' && found.is !== null) found = found.is;
  if (typeof found === 'number' || found.sum === null) return found;
  const parts = found.sum.map(known);
  return parts.every((part) => typeof part === 'number') ? parts.reduce((sum, part) => sum + part, 0) : found;
}

/**
 * The two are the same size.
 * @returns whether they can be; if not, nothing has changed
 */
export function equate(one: Size, other: Size): boolean {
  const [a, b] = [known(one), known(other)];
  if (a === b) return true;
  if (typeof a === 'number') return typeof b !== 'number' && settle(b, a);
  if (typeof b === 'number') return settle(a, b);
  if (a.sum === null && (a.name === null || b.name !== null) && !isPartOf(a, b)) a.is = b;
  else if (b.sum === null && !isPartOf(b, a)) b.is = a;
  else if (a.sum === null && !isPartOf(a, b)) a.is = b;
  return true;
}

/** A sum with all parts but one known gives that one. */
function settle(size: OpenSize, value: number): boolean {
  const parts = size.sum?.map(known) ?? [];
  const open = parts.filter((part) => typeof part !== 'number');
  const rest = parts.reduce<number>((left, part) => left - (typeof part === 'number' ? part : 0), value);
  if (size.sum !== null && rest <= 0) return false;
  size.is = value;
  const [only, ...more] = open;
  return only === undefined || more.length > 0 || equate(only, rest);
}

function isPartOf(size: OpenSize, whole: OpenSize): boolean {
  return (whole.sum ?? [])
    .map(known)
    .some((part) => part === size || (typeof part !== 'number' && isPartOf(size, part)));
}

/** The size of several laid end to end. */
export function sumOf(sizes: readonly Size[]): Size {
  const parts = sizes.map(known).filter((part) => part !== 0);
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return known({ ...openSize(), sum: parts });
}

/** A size as a signature has it: a number, a symbol, a sum of both ("past + 1"), or null if it has no name. */
export function dimensionOf(size: Size): Dimension {
  const found = known(size);
  if (typeof found === 'number') return found;
  if (found.sum === null) return found.name;
  const parts = found.sum.map(dimensionOf);
  return parts.every((part) => part !== null && /^[\w +]+$/.test(String(part))) ? parts.join(' + ') : found.name;
}
