import type { PackedTensor } from '../../tensor/tensor.js';
import { forEachPair } from './pairs.js';

/**
 * Slices of an output along one axis that move far less than the whole, such as the scores beside the boxes of detections.
 * Against the noise floor of the whole, a fault in them would not be seen.
 */
export interface NoisePart {
  readonly axis: number;
  /** Ascending. */
  readonly slices: readonly number[];
  /** As of the whole: root mean square of the movement. */
  readonly sigma: number;
  /** Largest movement of a single element. */
  readonly peak: number;
}

/** How far two tensors are apart in one part, over the pairs that are finite in both. */
export interface PartMeasurement {
  readonly rmse: number;
  readonly maxAbs: number;
  /** Root mean square of the reference. */
  readonly rms: number;
}

/** Which slice along the axis an element is in, by its place in memory. */
export function sliceOf(shape: readonly number[], axis: number): (place: number) => number {
  const size = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return (place) => Math.floor(place / stride) % size;
}

/** Real tensors of one type. */
export function measurePart(
  reference: PackedTensor,
  candidate: PackedTensor,
  { axis, slices }: Pick<NoisePart, 'axis' | 'slices'>,
): PartMeasurement {
  const own = new Set(slices);
  const slice = sliceOf(reference.shape, axis);
  let [count, squares, references, maxAbs] = [0, 0, 0, 0];
  forEachPair(reference, candidate, (r, c, place) => {
    if (!own.has(slice(place)) || !Number.isFinite(r) || !Number.isFinite(c)) return;
    const off = Math.abs(c - r);
    count++;
    squares += off * off;
    references += r * r;
    maxAbs = Math.max(maxAbs, off);
  });
  const root = (sum: number) => Math.sqrt(sum / Math.max(1, count));
  return { rmse: root(squares), maxAbs, rms: root(references) };
}

/** As in "3–5, 7 of axis 1". */
export function partInWords({ axis, slices }: Pick<NoisePart, 'axis' | 'slices'>): string {
  const ranges: [number, number][] = [];
  for (const slice of slices) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === slice) last[1] = slice;
    else ranges.push([slice, slice]);
  }
  const shown = ranges.slice(0, SHOWN).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return `${shown.join(', ')}${ranges.length > SHOWN ? ', …' : ''} of axis ${axis}`;
}

const SHOWN = 3;
