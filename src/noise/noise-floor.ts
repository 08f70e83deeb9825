import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { pairLeaves } from '../compare/pairing/structure.js';
import { DTYPES } from '../tensor/dtype.js';
import type { Values } from '../tensor/tensor.js';

/**
 * How far each float output moved between a plain run and runs with jittered weights and inputs: the root mean square
 * over all elements and runs, and the largest change of one element, by leaf name. Where a run is not finite only the finite part counts; an output whose
 * shape or set of leaves changed with the jitter has no noise floor, and neither have integers.
 * @param unit coarsest unit roundoff that was jittered
 */
export function noiseFloors(
  base: Values,
  jittered: readonly Values[],
  unit: number,
  team?: TallyPool,
): Readonly<Record<string, Noise>> {
  const floors: Record<string, Noise> = {};
  for (const [name, reference] of Object.entries(base)) {
    const sums = new Map<string, { squares: number; peak: number; runs: number }>();
    for (const run of jittered) {
      const moved = Object.hasOwn(run, name) ? run[name] : undefined;
      for (const pair of moved === undefined ? [] : pairLeaves(name, reference, moved)) {
        if (pair.kind !== 'tensors' || pair.reference.dtype === 'string' || pair.candidate.dtype === 'string') continue;
        const { kind } = DTYPES[pair.reference.dtype];
        if (kind !== 'float' && kind !== 'complex') continue;
        const { rmse, maxAbs } = measure(pair.reference, pair.candidate, NO_LIMIT, team);
        const { squares, peak, runs } = sums.get(pair.name) ?? { squares: 0, peak: 0, runs: 0 };
        sums.set(pair.name, { squares: squares + rmse * rmse, peak: Math.max(peak, maxAbs), runs: runs + 1 });
      }
    }
    for (const [leaf, { squares, peak, runs }] of sums)
      if (runs === jittered.length && runs > 0) floors[leaf] = { sigma: Math.sqrt(squares / runs), peak, unit };
  }
  return floors;
}

/** How many times the jitter's floor the runtime's other kernels may raise it: a wrong optimiser must not hide itself. */
const MOST_RAISED = 4;

/**
 * Noise floors raised to how far the reference runtime is from itself when it takes other kernels. Jitter moves what goes
 * into an operation and misses roundings inside it; where a network enlarges these (a logarithm near zero, a
 * normalisation by the extreme of a spectrogram), its own kernels differ by several times the jitter's floor. Raised
 * fourfold at the most.
 */
export function raisedByKernels(
  floors: Readonly<Record<string, Noise>>,
  base: Values,
  other: Values,
  team?: TallyPool,
): Readonly<Record<string, Noise>> {
  const seen = noiseFloors(base, [other], 1, team);
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const { sigma = 0, peak = 0 } = seen[leaf] ?? {};
      const raise = (own: number, found: number) => Math.max(own, Math.min(found, MOST_RAISED * own));
      return [leaf, { ...floor, sigma: raise(floor.sigma, sigma), peak: raise(floor.peak ?? floor.sigma, peak) }];
    }),
  );
}
