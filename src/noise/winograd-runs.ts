/** Runs with the error of convolutions by Winograd's transform, which the reference runtime does not use. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedCase } from '../golden/stage-cases.js';
import { writeJitteredModel } from '../onnx/jitter.js';
import { rewriteFile } from '../onnx/rewrite-nodes.js';
import { withWinogradRounding } from '../onnx/winograd-rounding.js';
import { casesFor, type Ran } from '../run/run-request.js';
import { readable } from '../values/stored-values.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';
import { type FloorSums, floorSums, type NoiseByLeaf } from './noise-floor.js';

const RUNS = 4;

/** By case, the noise floors of runtimes that compute convolutions so; none where no column does, or a run failed. */
export async function winogradFloors(
  { model, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  unit: number,
  { id, pool, effort, folder, threads }: NoiseContext,
): Promise<ReadonlyMap<string, NoiseByLeaf>> {
  const sums = new Map<string, FloorSums>(cases.map(({ name }) => [name, floorSums(unit, threads)]));
  let complete = effort.winograd === true;
  for (let run = 1; run <= RUNS && complete; run++) {
    const own = join(folder, `winograd-${run}`);
    const ran = await pool.run({
      title: `${id}: noise floor of Winograd's convolutions, run ${run} of ${RUNS}`,
      column,
      model: async (empty) => {
        const path = writeJitteredModel(model.path, onnx, empty, run);
        rewriteFile(path, withWinogradRounding(run));
        return path;
      },
      format: 'onnx',
      cases: casesFor(model, cases),
      folder: own,
    });
    complete = ran.failure === null;
    for (const [name, sum] of sums) {
      const [before, moved] = [await readable(base.outputs.get(name)), await readable(ran.outputs.get(name))];
      if (before === undefined || moved === undefined) complete = false;
      else sum.add(before, moved);
    }
    await rm(own, { recursive: true, force: true });
  }
  return complete ? new Map([...sums].map(([name, sum]) => [name, sum.floors()])) : new Map();
}
