import type { PackedTensor } from '../../tensor/tensor.js';
import { numbersOf } from './numbers-of.js';

/** With more steps any floats look like a grid; int16 is the widest type that runtimes quantise activations to. */
const MOST_STEPS = 2 ** 16;
/** How far a dequantised number is off its grid: scale and product are rounded to float32. */
const ROUNDING = 2 ** -23;

/**
 * The step of the grid that all finite values lie on: the largest number of which each is a whole multiple, as
 * dequantised integers are of their scale. Null when there is none with a sensible number of steps.
 */
export function quantisationStep(...tensors: readonly PackedTensor[]): number | null {
  const sizes = new Set<number>();
  for (const tensor of tensors)
    for (const value of numbersOf(tensor)) {
      if (!Number.isFinite(value) || value === 0) continue;
      sizes.add(Math.abs(value));
      // Both signs of 2^16 steps: more distinct sizes are no grid.
      if (sizes.size > 2 * MOST_STEPS) return null;
    }
  const sorted = [...sizes].sort((a, b) => a - b);
  const largest = sorted.at(-1);
  if (largest === undefined) return null;
  let step = 0;
  for (const size of sorted) {
    step = commonStep(size, step);
    if (largest / step > MOST_STEPS) return null;
  }
  const onGrid = (size: number) => Math.abs(size - step * Math.round(size / step)) <= 2 * largest * ROUNDING;
  return sorted.every(onGrid) ? step : null;
}

/**
 * The largest step of which both are multiples, by Euclid's algorithm on numbers that are only about multiples of each
 * other: a remainder is nothing when it is no more than the rounding that can be in it. The larger of the two numbers, in
 * whole steps, says the step best.
 */
function commonStep(size: number, step: number): number {
  let [larger, smaller] = [size, step];
  let [largerError, smallerError] = [size * ROUNDING, step * ROUNDING];
  while (smaller > smallerError) {
    const times = Math.round(larger / smaller);
    const rest = Math.abs(larger - times * smaller);
    [larger, smaller] = [smaller, rest];
    [largerError, smallerError] = [smallerError, largerError + times * smallerError];
  }
  return size / Math.round(size / larger);
}
