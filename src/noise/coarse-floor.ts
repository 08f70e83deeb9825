import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { medianDifference } from '../compare/kernel/median-difference.js';
import type { CoarseNoise } from '../compare/kernel/noise-model.js';
import { floatLeaves } from '../compare/pairing/structure.js';
import type { Values } from '../tensor/tensor.js';

/** How far the outputs of one case were off in runs of coarser arithmetic. */
export interface CoarseSums {
  /** @param base outputs of the plain run; the same in every call */
  add(base: Values, coarse: Values): void;
  /** By output leaf. */
  floors(): ReadonlyMap<string, CoarseNoise>;
}

export function coarseSums(): CoarseSums {
  const sums = new Map<string, { squares: number; peak: number; typical: number; runs: number }>();
  return {
    add(base, coarse) {
      for (const { name, reference, candidate } of floatLeaves(base, coarse)) {
        const { rmse, maxAbs } = measure(reference, candidate, NO_LIMIT);
        const { squares, peak, typical, runs } = sums.get(name) ?? { squares: 0, peak: 0, typical: 0, runs: 0 };
        sums.set(name, {
          squares: squares + rmse * rmse,
          peak: Math.max(peak, maxAbs),
          typical: typical + medianDifference(reference, candidate),
          runs: runs + 1,
        });
      }
    },
    floors: () =>
      new Map(
        [...sums].map(([leaf, { squares, peak, typical, runs }]) => [
          leaf,
          { sigma: Math.sqrt(squares / runs), peak, typical: typical / runs },
        ]),
      ),
  };
}
