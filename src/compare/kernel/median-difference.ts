import type { PackedTensor } from '../../tensor/tensor.js';
import { numbersOf } from './numbers-of.js';

/** Elements looked at, evenly spread: enough for a median within a percent. */
const LOOKED_AT = 2 ** 16;

/** The median of |candidate − reference| over the finite pairs of two tensors of one type; 0 when there is none. */
export function medianDifference(reference: PackedTensor, candidate: PackedTensor): number {
  const [own, other] = [numbersOf(reference), numbersOf(candidate)];
  const step = Math.max(1, Math.ceil(own.length / LOOKED_AT));
  const differences: number[] = [];
  for (let index = 0; index < own.length; index += step) {
    const difference = Math.abs((other[index] ?? Number.NaN) - (own[index] ?? Number.NaN));
    if (Number.isFinite(difference)) differences.push(difference);
  }
  const sorted = Float64Array.from(differences).sort();
  return sorted[sorted.length >> 1] ?? 0;
}
