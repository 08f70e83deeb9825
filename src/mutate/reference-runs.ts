import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import type { StagedModel } from '../golden/stage-cases.js';
import { measuredNoise } from '../judge/model-runs.js';
import type { NoiseByCase } from '../noise/noise-cache.js';
import { jitterUnit, noiseRuns, noiseTasks } from '../noise/noise-task.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { Column } from '../plan/column.js';
import { referenceTaskKey } from '../trial/plan-tasks.js';
import type { TaskResult } from '../trial/task.js';
import { SKIPPED, type TaskRunner } from '../trial/task-runner.js';
import type { Fault } from '../types.js';
import { describeFailure } from '../worker/failure.js';

/** The model as it is committed, on the reference runtime. */
export interface ReferenceRuns {
  /** By case: the folder with the outputs. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Null: it cannot be measured, the dtype table decides. */
  readonly noise: NoiseByCase | null;
}

/** Runs a model over cases and measures its noise floor there. */
export async function referenceRuns(
  model: Model,
  onnx: OnnxModel,
  staged: StagedModel,
  column: Column,
  runner: TaskRunner,
  config: Config,
  folder: string,
): Promise<ReferenceRuns | { readonly fault: Fault }> {
  const [first] = model.forms;
  const base = await runner.run({
    key: referenceTaskKey(model),
    column,
    title: `${model.id}: reference`,
    path: first.absolute,
    format: first.content.format ?? '',
    runs: staged.cases.map(({ name, inputs }) => ({ case: name, inputs })),
  });
  if (base.failure !== null) return { fault: describeFailure(base.failure.failure, base.failure.doing) };
  const results = new Map<string, TaskResult>([[referenceTaskKey(model), base]]);
  if (jitterUnit(onnx) !== null) {
    const effort = { runs: noiseRuns(onnx, config.noise.runs), seconds: config.noise.seconds };
    for (const task of await noiseTasks(model, { form: first, onnx, column }, staged.cases, effort, folder))
      results.set(task.key, task.skip?.() === true ? SKIPPED : await runner.run(task));
  }
  return { outputs: base.outputs, noise: await measuredNoise(model, { form: first, onnx }, staged, results) };
}
