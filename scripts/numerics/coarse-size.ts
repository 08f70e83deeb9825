import { measure, NO_LIMIT } from '../../src/compare/kernel/measure.js';
import { floatLeaves } from '../../src/compare/pairing/structure.js';
import type { Ran } from '../../src/run/run-request.js';
import type { TriedModel } from '../../src/trial/trial.js';
import type { CoarsePrecision } from '../../src/types.js';
import { readable } from '../../src/values/stored-values.js';

/**
 * How far a run is from the reference in units of what the simulated precision does to each output; the worst of all
 * outputs and inputs. Less than the limit cannot be seen in that precision, whatever caused it.
 */
export async function sizeInCoarseNoise(
  { staged, reference, noise }: Pick<TriedModel, 'staged' | 'reference' | 'noise'>,
  { outputs }: Ran,
  precision: CoarsePrecision,
): Promise<number> {
  let worst = 0;
  for (const { name } of staged.cases) {
    const [expected, candidate] = [await readable(reference?.outputs.get(name)), await readable(outputs.get(name))];
    if (expected === undefined || candidate === undefined) continue;
    for (const leaf of floatLeaves(expected, candidate)) {
      const sigma = noise?.[name]?.[leaf.name]?.coarse?.[precision]?.sigma ?? 0;
      if (sigma > 0) worst = Math.max(worst, measure(leaf.reference, leaf.candidate, NO_LIMIT).rmse / sigma);
    }
  }
  return worst;
}
