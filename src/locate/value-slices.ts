import type { ValueGraph } from '../search/value-graph.js';
import { elementCount } from '../tensor/tensor.js';
import type { ReferenceValues } from './reference-values.js';

/** Values that are looked at in one run; more of them are looked at in several. */
const SLICE_BYTES = 256 * 2 ** 20;

/** The values that can be looked at, as many together as fit. */
export function valueSlices(
  { operators }: Pick<ValueGraph, 'operators'>,
  { sizes }: Pick<ReferenceValues, 'sizes'>,
): string[][] {
  const slices: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const name of operators.flatMap(({ makes }) => makes)) {
    const size = sizes.get(name);
    if (size === undefined) continue;
    const own = 4 * elementCount(size);
    if (bytes + own > SLICE_BYTES) {
      slices.push([]);
      bytes = 0;
    }
    bytes += own;
    slices.at(-1)?.push(name);
  }
  return slices;
}
