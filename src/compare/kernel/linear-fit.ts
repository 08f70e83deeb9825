import type { PackedTensor } from '../../tensor/tensor.js';
import { forEachFinitePair } from './pairs.js';

/** How well a factor or a constant alone explains a candidate, over the finite pairs. */
export interface LinearFit {
  /** Least-squares k of candidate ≈ k·reference, and the RMSE that is left. */
  readonly factor: number;
  readonly factorResidual: number;
  /** Mean of candidate − reference, and the RMSE that is left. */
  readonly offset: number;
  readonly offsetResidual: number;
}

/** A factor explains one number always and two often: below this many it explains nothing. */
const FEWEST = 4;

/** Two passes: subtracting sums of squares would lose the residual in their rounding. Null when nothing can be fitted. */
export function linearFit(reference: PackedTensor, candidate: PackedTensor): LinearFit | null {
  let [count, rr, rc, difference] = [0, 0, 0, 0];
  forEachFinitePair(reference, candidate, (r, c) => {
    count++;
    rr += r * r;
    rc += r * c;
    difference += c - r;
  });
  if (count < FEWEST || rr === 0) return null;
  const factor = rc / rr;
  const offset = difference / count;
  let [afterFactor, afterOffset] = [0, 0];
  forEachFinitePair(reference, candidate, (r, c) => {
    afterFactor += (c - factor * r) ** 2;
    afterOffset += (c - r - offset) ** 2;
  });
  const fit = {
    factor,
    factorResidual: Math.sqrt(afterFactor / count),
    offset,
    offsetResidual: Math.sqrt(afterOffset / count),
  };
  return Object.values(fit).every(Number.isFinite) ? fit : null;
}
