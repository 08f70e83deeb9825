import { measure, NO_LIMIT } from '../../src/compare/kernel/measure.js';
import { floatLeaves } from '../../src/compare/pairing/structure.js';
import type { Ran } from '../../src/run/run-request.js';
import type { TriedModel } from '../../src/trial/trial.js';
import type { CoarsePrecision } from '../../src/types.js';
import { readable } from '../../src/values/stored-values.js';

/** What a fault does to the outputs in float32: the worst of all outputs and inputs. */
export interface CoarseSize {
  /** In units of what the simulated precision does to each output. Less than the limit cannot be seen, whatever caused it. */
  readonly size: number;
  /** As a part of the output's RMS: how gross the fault is, whatever the precision. */
  readonly change: number;
}

/** How far a run in float32 is from the reference. */
export async function coarseSize(
  { staged, reference, noise }: Pick<TriedModel, 'staged' | 'reference' | 'noise'>,
  { outputs }: Ran,
  precision: CoarsePrecision,
): Promise<CoarseSize> {
  let [size, change] = [0, 0];
  for (const { name } of staged.cases) {
    const [expected, candidate] = [await readable(reference?.outputs.get(name)), await readable(outputs.get(name))];
    if (expected === undefined || candidate === undefined) continue;
    for (const leaf of floatLeaves(expected, candidate)) {
      const { rmse, rms } = measure(leaf.reference, leaf.candidate, NO_LIMIT);
      const sigma = noise?.[name]?.[leaf.name]?.coarse?.[precision]?.sigma ?? 0;
      if (sigma > 0) size = Math.max(size, rmse / sigma);
      if (rms > 0) change = Math.max(change, rmse / rms);
    }
  }
  return { size, change };
}
