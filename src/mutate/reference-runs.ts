import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { committed } from '../convert/loadable.js';
import type { Model } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { measureNoise } from '../noise/measure-noise.js';
import { noiseRuns } from '../noise/noise-effort.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { Column } from '../plan/column.js';
import type { OutputRules } from '../plan/resolve-rules.js';
import { casesFor, type Ran, type RuntimePool } from '../run/run-request.js';
import type { Fault } from '../types.js';
import { describeFailure } from '../worker/failure.js';

/** The model as it is committed, on the reference runtime. */
export interface ReferenceRuns {
  /** By case. */
  readonly outputs: Ran['outputs'];
  /** Null: not measurable, the dtype table decides. */
  readonly noise: NoiseByCase | null;
}

/** A model and where it is studied. */
export interface Studied {
  readonly model: Model;
  readonly onnx: OnnxModel;
  readonly column: Column;
  readonly rules: OutputRules;
  readonly pool: RuntimePool;
  readonly config: Config;
}

/** Runs a model over cases and measures its noise floor there. */
export async function referenceRuns(
  { model, onnx, column, pool, config }: Studied,
  cases: readonly StagedCase[],
  folder: string,
): Promise<ReferenceRuns | { readonly fault: Fault }> {
  const source = committed(model.forms[0]);
  const { path, format } = source;
  const base = await pool.run({
    title: `${model.id}: reference`,
    column,
    path,
    format,
    cases: casesFor(source, cases),
    folder: join(folder, 'reference'),
  });
  if (base.failure !== null) return { fault: describeFailure(base.failure.failure, base.failure.doing) };
  const effort = { runs: noiseRuns(onnx, config.noise.runs), seconds: config.noise.seconds, precisions: [] };
  const context = { id: model.id, pool, effort, folder: join(folder, 'noise') };
  return { outputs: base.outputs, noise: await measureNoise({ model: source, onnx, column }, cases, base, context) };
}
