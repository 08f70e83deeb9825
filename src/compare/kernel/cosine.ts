import type { PackedTensor } from '../../tensor/tensor.js';
import { numbersOf } from './numbers-of.js';
import type { Slices } from './slices.js';

export interface Cosines {
  /** Smallest cosine similarity of two vectors: 1 for two zero vectors, 0 when only one of them is zero. */
  readonly lowest: number;
  /** |candidate| / |reference| where it is furthest from 1, as a factor of at least 1; infinite for a lone zero vector. */
  readonly norm: number;
  /** Vectors for which a limit does not hold. */
  readonly outside: number;
}

/** Directions and lengths of the vectors along an axis. Elements that are not finite in both count as zeros. */
export function cosines(
  reference: PackedTensor,
  candidate: PackedTensor,
  slices: Slices,
  limits: { readonly cosine: number; readonly norm: number },
): Cosines {
  const [r, c] = [numbersOf(reference), numbersOf(candidate)];
  let lowest = 1;
  let norm = 1;
  let outside = 0;
  for (let slice = 0; slice < slices.count; slice++) {
    const own = compareVectors(r, c, slices.start(slice), slices.stride, slices.size);
    lowest = Math.min(lowest, own.cosine);
    norm = Math.max(norm, own.norm);
    if (own.cosine < limits.cosine || own.norm > limits.norm) outside++;
  }
  return { lowest, norm, outside };
}

type Numbers = Float32Array | Float64Array;

function compareVectors(r: Numbers, c: Numbers, start: number, stride: number, size: number) {
  let [largestR, largestC, equal] = [0, 0, true];
  for (let j = 0, i = start; j < size; j++, i += stride) {
    const [a, b] = [r[i] ?? 0, c[i] ?? 0];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    largestR = Math.max(largestR, Math.abs(a));
    largestC = Math.max(largestC, Math.abs(b));
    equal &&= a === b;
  }
  if (equal) return { cosine: 1, norm: 1 };
  if (largestR === 0 || largestC === 0) return { cosine: 0, norm: Number.POSITIVE_INFINITY };
  // Scaled by the largest element, no square leaves the range of float64.
  let [rr, cc, rc] = [0, 0, 0];
  for (let j = 0, i = start; j < size; j++, i += stride) {
    const [a, b] = [r[i] ?? 0, c[i] ?? 0];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    const [x, y] = [a / largestR, b / largestC];
    rr += x * x;
    cc += y * y;
    rc += x * y;
  }
  const ratio = (Math.sqrt(cc) / Math.sqrt(rr)) * (largestC / largestR);
  return { cosine: Math.max(-1, Math.min(1, rc / Math.sqrt(rr * cc))), norm: Math.max(ratio, 1 / ratio) };
}
