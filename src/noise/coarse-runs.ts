/** Runs of the model in coarser arithmetic, simulated on the runtime that makes the reference. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { coarsen } from '../onnx/coarse-arithmetic.js';
import { copyModel } from '../onnx/jitter.js';
import { findSteering } from '../onnx/steering.js';
import { watchRanges } from '../onnx/watched-ranges.js';
import { casesFor, type Ran } from '../run/run-request.js';
import type { CoarsePrecision } from '../types.js';
import { readable } from '../values/stored-values.js';
import { addAlteredRun } from './altered-run.js';
import { type CoarseSums, coarseSums } from './coarse-floor.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';

/** Runs of coarser arithmetic; their errors are many and not small, so few are enough. */
const COARSE_RUNS = 4;

/** By precision and case, how far the outputs are off in that arithmetic; without those whose runs failed. */
export async function coarseFloors(
  source: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  context: NoiseContext,
): Promise<ReadonlyMap<CoarsePrecision, ReadonlyMap<string, CoarseSums>>> {
  const steering = findSteering(source.onnx.graph);
  const found = new Map<CoarsePrecision, ReadonlyMap<string, CoarseSums>>();
  for (const precision of context.effort.precisions) {
    const sums = new Map(cases.map(({ name }) => [name, coarseSums()]));
    const ranges = precision === 'int8' ? await calibratedRanges(source, cases, context) : null;
    let complete = true;
    for (let run = 1; run <= COARSE_RUNS && complete; run++) {
      const altered = {
        title: `${context.id}: what ${precision} does to it, run ${run} of ${COARSE_RUNS}`,
        name: `${precision}-${run}`,
        seed: run,
        alter: (path: string) => coarsen(path, precision, { seed: run, steering, ...(ranges !== null && { ranges }) }),
      };
      complete = await addAlteredRun(altered, source, cases, base, sums, context);
    }
    if (complete) found.set(precision, sums);
  }
  return found;
}

/**
 * By value, the largest magnitude that factors of products have in any case: a model that is quantised ahead has one range
 * for all inputs, so a small input is rounded as coarsely as the largest. Null where it cannot be found out.
 */
async function calibratedRanges(
  { model, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  { id, pool, folder }: Pick<NoiseContext, 'id' | 'pool' | 'folder'>,
): Promise<ReadonlyMap<string, number> | null> {
  const own = join(folder, 'ranges');
  let watched: ReadonlyMap<string, string> = new Map();
  const ran = await pool.run({
    title: `${id}: ranges of its products`,
    column,
    model: async (empty) => {
      const { copy } = copyModel(model.path, onnx, empty);
      watched = watchRanges(copy, findSteering(onnx.graph));
      return copy;
    },
    format: 'onnx',
    cases: casesFor(model, cases),
    folder: own,
  });
  const ranges = new Map<string, number>();
  for (const { name } of ran.failure === null ? cases : []) {
    const outputs = await readable(ran.outputs.get(name));
    for (const [output, value] of watched) {
      const found = outputs?.[output];
      if (found?.kind !== 'tensor' || found.dtype === 'string') continue;
      const [largest = 0] = numbersOf(found);
      if (Number.isFinite(largest)) ranges.set(value, Math.max(largest, ranges.get(value) ?? 0));
    }
  }
  await rm(own, { recursive: true, force: true });
  return ran.failure === null ? ranges : null;
}
