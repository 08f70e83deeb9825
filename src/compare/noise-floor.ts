import { DTYPES } from '../tensor/dtype.js';
import type { Values } from '../tensor/tensor.js';
import { measure, NO_LIMIT } from './metrics.js';
import type { Noise } from './noise-model.js';
import { pairLeaves } from './structure.js';

/**
 * How far each float output moved between a plain run and runs with jittered weights and inputs: the root mean square
 * over all elements and runs, and the largest change of one element, by leaf name. Where a run is not finite only the finite part counts; an output whose
 * shape or set of leaves changed with the jitter has no noise floor, and neither have integers.
 * @param unit coarsest unit roundoff that was jittered
 */
export function noiseFloors(base: Values, jittered: readonly Values[], unit: number): Readonly<Record<string, Noise>> {
  const floors: Record<string, Noise> = {};
  for (const [name, reference] of Object.entries(base)) {
    const sums = new Map<string, { squares: number; peak: number; runs: number }>();
    for (const run of jittered) {
      const moved = Object.hasOwn(run, name) ? run[name] : undefined;
      for (const pair of moved === undefined ? [] : pairLeaves(name, reference, moved)) {
        if (pair.kind !== 'tensors' || pair.reference.dtype === 'string' || pair.candidate.dtype === 'string') continue;
        const { kind } = DTYPES[pair.reference.dtype];
        if (kind !== 'float' && kind !== 'complex') continue;
        const { rmse, maxAbs } = measure(pair.reference, pair.candidate, NO_LIMIT);
        const { squares, peak, runs } = sums.get(pair.name) ?? { squares: 0, peak: 0, runs: 0 };
        sums.set(pair.name, { squares: squares + rmse * rmse, peak: Math.max(peak, maxAbs), runs: runs + 1 });
      }
    }
    for (const [leaf, { squares, peak, runs }] of sums)
      if (runs === jittered.length && runs > 0) floors[leaf] = { sigma: Math.sqrt(squares / runs), peak, unit };
  }
  return floors;
}
