import { DTYPES } from '../../src/tensor/dtype.js';
import type { ExactConvolution } from './exact-convolution.js';

/** How far a float32 result is from the exact one. */
export interface Rounding {
  /** RMS over the elements, in unit roundoffs of √Σt². */
  readonly rms: number;
  /** The largest of an element, in the same unit. */
  readonly largest: number;
  /** RMS of the error in parts of the RMS of the result. */
  readonly relative: number;
}

/** @throws Error when there are not as many elements */
export function roundingOf(candidate: ArrayLike<number>, { sums, sizes }: ExactConvolution): Rounding {
  if (candidate.length !== sums.length) throw new Error(`${candidate.length} elements for ${sums.length}`);
  let [squares, largest, errors, results] = [0, 0, 0, 0];
  for (const [place, sum] of sums.entries()) {
    const error = Math.abs((candidate[place] ?? 0) - sum);
    const units = error / ((sizes[place] ?? 0) * DTYPES.float32.unitRoundoff);
    squares += units * units;
    largest = Math.max(largest, units);
    errors += error * error;
    results += sum * sum;
  }
  return { rms: Math.sqrt(squares / sums.length), largest, relative: Math.sqrt(errors / results) };
}
