import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedCase } from '../golden/stage-cases.js';
import { writeJitteredModel } from '../onnx/jitter.js';
import { jitterSums } from '../onnx/jitter-sums.js';
import { findCompared, findSteering } from '../onnx/steering.js';
import { casesFor, type Ran } from '../run/run-request.js';
import { readable } from '../values/stored-values.js';
import { jitteredCase } from './jittered-inputs.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';
import { FEWEST_RUNS } from './noise-effort.js';
import type { FloorSums } from './noise-floor.js';

/**
 * Runs the model with weights and inputs jittered, several times, and adds to the sums of each case how far its outputs
 * moved. A jittered copy exists only while it runs, its outputs until they are summed.
 * @returns whether every run succeeded
 */
export async function addJitteredRuns(
  { model, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  sums: ReadonlyMap<string, FloorSums>,
  { id, pool, effort: { runs, seconds }, folder, watch }: NoiseContext,
): Promise<boolean> {
  const steering = findSteering(onnx.graph);
  const compared = findCompared(onnx.graph);
  const plain = casesFor(model, cases);
  let spent = 0;
  for (let run = 1; run <= runs; run++) {
    if (run > FEWEST_RUNS && spent > seconds * 1000) break;
    let start = performance.now();
    const own = join(folder, `run-${run}`);
    const ran = await pool.run({
      title: `${id}: noise floor, run ${run} of ${runs}`,
      column,
      model: async (empty) => {
        // Excludes the wait for a worker.
        start = performance.now();
        const path = writeJitteredModel(model.path, onnx, empty, run);
        jitterSums(path, { seed: run, steering });
        return path;
      },
      format: 'onnx',
      cases: plain.map((one) => jitteredCase(one, { steering, compared }, run)),
      folder: own,
    });
    spent += performance.now() - start;
    if (ran.failure !== null) return false;
    for (const [name, sum] of sums) {
      const [before, moved] = [await readable(base.outputs.get(name)), await readable(ran.outputs.get(name))];
      if (before === undefined || moved === undefined) return false;
      sum.add(before, moved);
      watch?.(before, moved);
    }
    await rm(own, { recursive: true, force: true });
  }
  return true;
}
