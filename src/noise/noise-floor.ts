import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { floatLeaves } from '../compare/pairing/structure.js';
import type { Values } from '../tensor/tensor.js';

/** By output leaf, as in `out[0].values`. */
export type NoiseByLeaf = Readonly<Record<string, Noise>>;
/** By case, then by output leaf. */
export type NoiseByCase = Readonly<Record<string, NoiseByLeaf>>;

/** Movements of one case, summed run by run: one run's outputs are in memory at a time. */
export interface FloorSums {
  /** @param base outputs of the plain run; the same in every call */
  add(base: Values, moved: Values): void;
  floors(): NoiseByLeaf;
}

/**
 * How far each float output moves between a plain run and runs with jittered weights and inputs: the root mean square
 * over all elements and runs, and the largest change of one element, by leaf name. Only finite
 * elements count; an output whose shape or set of leaves changed with the jitter has no noise floor, and neither have
 * integers.
 * @param unit coarsest unit roundoff that was jittered
 */
export function floorSums(unit: number, threads?: TallyPool): FloorSums {
  const sums = new Map<string, { squares: number; peak: number; runs: number }>();
  let all = 0;
  return {
    add(base, moved) {
      all += 1;
      for (const { name, rmse, maxAbs } of movements(base, moved, threads)) {
        const { squares, peak, runs } = sums.get(name) ?? { squares: 0, peak: 0, runs: 0 };
        sums.set(name, { squares: squares + rmse * rmse, peak: Math.max(peak, maxAbs), runs: runs + 1 });
      }
    },
    floors() {
      const complete = [...sums].filter(([, { runs }]) => runs === all);
      return Object.fromEntries(
        complete.map(([leaf, { squares, peak, runs }]) => [leaf, { sigma: Math.sqrt(squares / runs), peak, unit }]),
      );
    },
  };
}

interface Movement {
  readonly name: string;
  readonly rmse: number;
  readonly maxAbs: number;
}

function movements(base: Values, moved: Values, threads: TallyPool | undefined): Movement[] {
  return floatLeaves(base, moved).map(({ name, reference, candidate }) => {
    const { rmse, maxAbs } = measure(reference, candidate, NO_LIMIT, threads);
    return { name, rmse, maxAbs };
  });
}

/** The other kernels may raise the floor at most this many times: a wrong optimiser must not hide itself. */
const MOST_RAISED = 4;

/**
 * Noise floors raised to the distance between the reference runtime's own kernels. Jitter moves the inputs of an
 * operation and misses roundings inside it; where a network amplifies these (a logarithm near zero, a normalisation by
 * the extreme of a spectrogram), the kernels differ by several times the jitter's floor. Raised at most fourfold.
 */
export function raisedByKernels(floors: NoiseByLeaf, base: Values, other: Values, threads?: TallyPool): NoiseByLeaf {
  const seen = new Map(movements(base, other, threads).map((movement) => [movement.name, movement]));
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const { rmse = 0, maxAbs = 0 } = seen.get(leaf) ?? {};
      const raise = (own: number, found: number) => Math.max(own, Math.min(found, MOST_RAISED * own));
      return [leaf, { ...floor, sigma: raise(floor.sigma, rmse), peak: raise(floor.peak ?? floor.sigma, maxAbs) }];
    }),
  );
}
