import type { Dimension } from '../types.js';

/** An input whose shape is to be resolved; `pinned`: set by a recipe. */
export interface Wanted {
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly pinned: readonly number[] | null;
}

const SPATIAL = 64;
const OTHER = 16;
/** Channels last: the last of four sizes is as small as the channels of an image. */
const MAX_CHANNELS = 4;
const SUM = /^\w+(?:\s*[+*]\s*\w+)+$/;

/**
 * A size for every dimension, by input name. Symbols have one size in the whole model: from `dims`, else from a pinned
 * shape, else a guess. Symbols that are sums or products of others ("past + 1") follow from them. The guess, also for
 * sizes of which nothing is known (null, 0 or -1): 1 for the first dimension (the batch), 64 for height and width of
 * four-dimensional inputs, 16 elsewhere.
 */
export function resolveShapes(
  inputs: readonly Wanted[],
  dims: Readonly<Record<string, number>>,
): Map<string, readonly number[]> {
  const sizes = new Map(Object.entries(dims));
  for (const { shape, pinned } of inputs)
    if (pinned?.length === shape.length)
      shape.forEach((dimension, axis) => {
        const size = pinned[axis];
        if (typeof dimension === 'string' && size !== undefined && !sizes.has(dimension)) sizes.set(dimension, size);
      });
  for (const { shape } of inputs)
    shape.forEach((dimension, axis) => {
      if (typeof dimension === 'string' && !SUM.test(dimension) && !sizes.has(dimension))
        sizes.set(dimension, guess(shape, axis));
    });
  return new Map(
    inputs.map(({ name, shape, pinned }) => [
      name,
      pinned ?? shape.map((dimension, axis) => sizeOf(dimension, sizes) ?? guess(shape, axis)),
    ]),
  );
}

function sizeOf(dimension: Dimension, sizes: Map<string, number>): number | null {
  if (typeof dimension !== 'string') return dimension !== null && dimension > 0 ? dimension : null;
  const known = sizes.get(dimension);
  if (known !== undefined) return known;
  const size = dimension
    .split('+')
    .map((product) => product.split('*').reduce((value, factor) => value * factorOf(factor.trim(), sizes), 1))
    .reduce((sum, term) => sum + term, 0);
  sizes.set(dimension, size);
  return size;
}

function factorOf(factor: string, sizes: ReadonlyMap<string, number>): number {
  return /^\d+$/.test(factor) ? Number(factor) : (sizes.get(factor) ?? OTHER);
}

function guess(shape: readonly Dimension[], axis: number): number {
  if (axis === 0) return 1;
  if (shape.length !== 4) return OTHER;
  const last = shape[3];
  const channelsLast = typeof last === 'number' && last > 0 && last <= MAX_CHANNELS;
  return (channelsLast ? axis < 3 : axis >= 2) ? SPATIAL : OTHER;
}
