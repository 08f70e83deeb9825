/** One run of a jittered copy of the model that is altered further, beside the plain run. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedCase } from '../golden/stage-cases.js';
import { writeJitteredModel } from '../onnx/jitter.js';
import { casesFor, type Ran } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import { readable } from '../values/stored-values.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';

export interface AlteredRun {
  /** For progress. */
  readonly title: string;
  /** Of its folder. */
  readonly name: string;
  readonly seed: number;
  /** Changes the copy in its place. */
  readonly alter: (path: string) => void;
}

/** What the outputs of a case without and with the alteration are added to. */
interface Sums {
  add(plain: Values, altered: Values): void;
}

/**
 * Runs the altered copy and adds the outputs of every case to its sums.
 * @returns whether the run succeeded and all outputs could be read; if not, sums may lack some
 */
export async function addAlteredRun(
  { title, name, seed, alter }: AlteredRun,
  { model, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  sums: ReadonlyMap<string, Sums>,
  { pool, folder }: Pick<NoiseContext, 'pool' | 'folder'>,
): Promise<boolean> {
  const own = join(folder, name);
  const ran = await pool.run({
    title,
    column,
    model: async (empty) => {
      const path = writeJitteredModel(model.path, onnx, empty, seed);
      alter(path);
      return path;
    },
    format: 'onnx',
    cases: casesFor(model, cases),
    folder: own,
  });
  let complete = ran.failure === null;
  for (const [one, sum] of sums) {
    const [plain, altered] = [await readable(base.outputs.get(one)), await readable(ran.outputs.get(one))];
    if (plain === undefined || altered === undefined) complete = false;
    else sum.add(plain, altered);
  }
  await rm(own, { recursive: true, force: true });
  return complete;
}
