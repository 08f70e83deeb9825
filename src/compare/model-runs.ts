import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { Plan } from '../plan/plan.js';
import { jitterUnit, noiseRuns, noiseTaskKey, otherKernelsTaskKey } from '../run/noise-task.js';
import { cellTaskKey, referenceTaskKey } from '../run/plan-tasks.js';
import type { TaskResult } from '../run/task.js';
import type { Fault } from '../types.js';
import { describeFailure } from '../worker/failure.js';
import { readValues } from '../worker/value-folder.js';
import { withKnownRounding } from './known-rounding.js';
import type { ModelRun, Reference } from './model-run.js';
import type { NoiseByCase } from './noise-cache.js';
import { noiseFloors, raisedByKernels } from './noise-floor.js';

/** For every model: its reference and its noise floor, from what ran. */
export async function modelRuns(
  plan: Plan,
  staged: ReadonlyMap<string, StagedModel>,
  tasks: ReadonlyMap<string, TaskResult>,
  known: ReadonlyMap<string, NoiseByCase>,
  config: Config,
): Promise<Map<string, ModelRun>> {
  const runs = new Map<string, ModelRun>();
  for (const model of plan.models) {
    const its = staged.get(model.id);
    if (its === undefined) throw new Error(`model ${model.id} was not staged`);
    const noise = known.get(model.id) ?? (await measuredNoise(model, its, tasks, config.noise.runs));
    runs.set(model.id, { model, staged: its, reference: referenceOf(model, its, plan, tasks), noise });
  }
  return runs;
}

/** The noise floor of each case from the runs of noiseTasks; null when one of them did not end well. */
export async function measuredNoise(
  model: Model,
  staged: StagedModel,
  tasks: ReadonlyMap<string, TaskResult>,
  asked: number | undefined,
): Promise<NoiseByCase | null> {
  const { content } = model.forms[0];
  if ('fault' in content || content.onnx === undefined) return null;
  const { onnx } = content;
  const unit = jitterUnit(onnx);
  const base = tasks.get(referenceTaskKey(model));
  if (unit === null || base === undefined || base.failure !== null) return null;
  const jittered = Array.from({ length: noiseRuns(onnx, asked) }, (_, index) =>
    tasks.get(noiseTaskKey(model, index + 1)),
  );
  const noise: Record<string, NoiseByCase[string]> = {};
  for (const { name } of staged.cases) {
    const moved = [];
    for (const run of jittered) {
      const folder = run?.outputs.get(name);
      if (folder === undefined) return null;
      moved.push(await readValues(folder));
    }
    const plain = await readValues(base.outputs.get(name) ?? '');
    const folder = tasks.get(otherKernelsTaskKey(model))?.outputs.get(name);
    const floors = noiseFloors(plain, moved, unit);
    const raised = folder === undefined ? floors : raisedByKernels(floors, plain, await readValues(folder));
    noise[name] = withKnownRounding(raised, plain, onnx, unit);
  }
  return noise;
}

/**
 * What the cells of a model are compared with: the committed outputs; else its home runtime; else, when that could not
 * run the model, the first column whose runtime is at home in the format and could.
 */
function referenceOf(
  model: Model,
  { cases }: StagedModel,
  plan: Plan,
  tasks: ReadonlyMap<string, TaskResult>,
): Reference | { missing: Fault } {
  if (cases.length > 0 && cases.every(({ expected }) => expected !== null)) {
    const outputs = new Map(cases.map(({ name, expected }) => [name, expected ?? '']));
    return { kind: 'committed', runtime: 'committed outputs', version: '', outputs };
  }
  const [first] = model.forms;
  const column = plan.references.get(model.id) ?? null;
  const own = tasks.get(referenceTaskKey(model));
  const committed = (outputs: ReadonlyMap<string, string>) =>
    new Map(cases.map(({ name, expected }) => [name, expected ?? outputs.get(name) ?? '']));
  if (column !== null && own?.failure === null)
    return { kind: 'runtime', runtime: column.runtime.id, version: own.version ?? '', outputs: committed(own.outputs) };
  const { format } = first.content;
  for (const other of plan.columns) {
    if (format === null || !other.runtime.homeOf.includes(format) || (other.format ?? format) !== format) continue;
    const result = tasks.get(cellTaskKey(model, other, first));
    if (result?.failure === null)
      return { kind: 'runtime', runtime: other.id, version: result.version ?? '', outputs: committed(result.outputs) };
  }
  const failure = own?.failure ?? null;
  return {
    missing: {
      what: 'there is nothing to compare with',
      why:
        failure === null || column === null
          ? 'no runtime at home in this format can run the model, and no expected outputs are committed'
          : `the reference on ${column.runtime.id} ${describeFailure(failure.failure, failure.doing).what}`,
      next: 'commit expected outputs beside the inputs, or add a runtime that is at home in the format',
    },
  };
}
