/** Runs with the error of convolutions by Winograd's transform, which the reference runtime does not use. */
import type { StagedCase } from '../golden/stage-cases.js';
import { rewriteFile } from '../onnx/rewrite-nodes.js';
import { withWinogradRounding } from '../onnx/winograd-rounding.js';
import type { Ran } from '../run/run-request.js';
import { addAlteredRun } from './altered-run.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';
import { type FloorSums, floorSums, type NoiseByLeaf } from './noise-floor.js';

const RUNS = 4;

/** By case, the noise floors of runtimes that compute convolutions so; none where no column does, or a run failed. */
export async function winogradFloors(
  source: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  unit: number,
  context: NoiseContext,
): Promise<ReadonlyMap<string, NoiseByLeaf>> {
  const sums = new Map<string, FloorSums>(cases.map(({ name }) => [name, floorSums(unit, context.threads)]));
  let complete = context.effort.winograd === true;
  for (let run = 1; run <= RUNS && complete; run++) {
    const altered = {
      title: `${context.id}: noise floor of Winograd's convolutions, run ${run} of ${RUNS}`,
      name: `winograd-${run}`,
      seed: run,
      alter: (path: string) => rewriteFile(path, withWinogradRounding(run)),
    };
    complete = await addAlteredRun(altered, source, cases, base, sums, context);
  }
  return complete ? new Map([...sums].map(([name, sum]) => [name, sum.floors()])) : new Map();
}
