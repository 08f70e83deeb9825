import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import { measurePart } from '../compare/kernel/noise-parts.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { floatLeaves } from '../compare/pairing/structure.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';
import { type PartSums, partSums } from './part-sums.js';

/** By output leaf, as in `out[0].values`. */
export type NoiseByLeaf = Readonly<Record<string, Noise>>;
/** By case, then by output leaf. */
export type NoiseByCase = Readonly<Record<string, NoiseByLeaf>>;

/** Every floor after a change. */
export function changed(noise: NoiseByLeaf, change: (floor: Noise) => Noise): NoiseByLeaf {
  return Object.fromEntries(Object.entries(noise).map(([leaf, floor]) => [leaf, change(floor)]));
}

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
  const sums = new Map<string, { squares: number; peak: number; runs: number; parts: PartSums | null }>();
  let all = 0;
  return {
    add(base, moved) {
      all += 1;
      for (const { name, rmse, maxAbs, base: plain, moved: own } of movements(base, moved, threads)) {
        const before = sums.get(name) ?? { squares: 0, peak: 0, runs: 0, parts: partSums(plain, rmse, unit) };
        const { squares, peak, runs, parts } = before;
        parts?.add(plain, own);
        sums.set(name, { squares: squares + rmse * rmse, peak: Math.max(peak, maxAbs), runs: runs + 1, parts });
      }
    },
    floors() {
      const complete = [...sums].filter(([, { runs }]) => runs === all);
      return Object.fromEntries(
        complete.map(([leaf, { squares, peak, runs, parts }]) => {
          const quiet = parts?.parts() ?? [];
          return [leaf, { sigma: Math.sqrt(squares / runs), peak, unit, ...(quiet.length > 0 && { parts: quiet }) }];
        }),
      );
    },
  };
}

interface Movement {
  readonly name: string;
  readonly rmse: number;
  readonly maxAbs: number;
  readonly base: PackedTensor;
  readonly moved: PackedTensor;
}

function movements(base: Values, moved: Values, threads: TallyPool | undefined): Movement[] {
  return floatLeaves(base, moved).map(({ name, reference, candidate }) => {
    const { rmse, maxAbs } = measure(reference, candidate, NO_LIMIT, threads);
    return { name, rmse, maxAbs, base: reference, moved: candidate };
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
      const movement = seen.get(leaf);
      if (movement === undefined) return [leaf, floor];
      const parts = floor.parts?.map((part) => ({
        ...part,
        ...raised(part, measurePart(movement.base, movement.moved, part)),
      }));
      return [leaf, { ...floor, ...raised(floor, movement), ...(parts !== undefined && { parts }) }];
    }),
  );
}

function raised(
  { sigma, peak = sigma }: Pick<Noise, 'sigma' | 'peak'>,
  { rmse, maxAbs }: Pick<Movement, 'rmse' | 'maxAbs'>,
) {
  const raise = (own: number, found: number) => Math.max(own, Math.min(found, MOST_RAISED * own));
  return { sigma: raise(sigma, rmse), peak: raise(peak, maxAbs) };
}
