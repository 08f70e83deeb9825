import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import type { StagedModel } from '../golden/stage-cases.js';
import { withKnownRounding } from '../noise/known-rounding.js';
import type { NoiseByCase } from '../noise/noise-cache.js';
import { noiseFloors, raisedByKernels } from '../noise/noise-floor.js';
import { FEWEST_RUNS, jitterUnit, noiseBaseTaskKey, noiseTaskKey, otherKernelsTaskKey } from '../noise/noise-task.js';
import type { NoiseSource, Plan } from '../plan/plan.js';
import { cellTaskKey, referenceTaskKey } from '../trial/plan-tasks.js';
import type { TaskResult } from '../trial/task.js';
import type { Fault } from '../types.js';
import { readValues } from '../values/value-folder.js';
import { describeFailure } from '../worker/failure.js';
import type { ModelRun, Reference } from './model-run.js';

/** For every model: its reference and its noise floor, from what ran. */
export async function modelRuns(
  plan: Plan,
  staged: ReadonlyMap<string, StagedModel>,
  tasks: ReadonlyMap<string, TaskResult>,
  known: ReadonlyMap<string, NoiseByCase>,
  team?: TallyPool,
): Promise<Map<string, ModelRun>> {
  const runs = new Map<string, ModelRun>();
  for (const model of plan.models) {
    const its = staged.get(model.id);
    if (its === undefined) throw new Error(`model ${model.id} was not staged`);
    const source = plan.noise.get(model.id);
    const measured = source === undefined ? null : await measuredNoise(model, source, its, tasks, team);
    const noise = known.get(model.id) ?? measured;
    runs.set(model.id, { model, staged: its, reference: referenceOf(model, its, plan, tasks), noise });
  }
  return runs;
}

/** The noise floor of each case from the runs of noiseTasks; null when one of them did not end well, or too few ran. */
export async function measuredNoise(
  model: Model,
  { form, onnx }: Pick<NoiseSource, 'form' | 'onnx'>,
  staged: StagedModel,
  tasks: ReadonlyMap<string, TaskResult>,
  team?: TallyPool,
): Promise<NoiseByCase | null> {
  const unit = jitterUnit(onnx);
  const base = tasks.get(form === model.forms[0] ? referenceTaskKey(model) : noiseBaseTaskKey(model));
  if (unit === null || base === undefined || base.failure !== null) return null;
  const jittered = runsOf(model, tasks);
  if (jittered === null) return null;
  const noise: Record<string, NoiseByCase[string]> = {};
  for (const { name } of staged.cases) {
    const moved = [];
    for (const run of jittered) {
      const folder = run.outputs.get(name);
      if (folder === undefined) return null;
      moved.push(await readValues(folder));
    }
    const plain = await readValues(base.outputs.get(name) ?? '');
    const folder = tasks.get(otherKernelsTaskKey(model))?.outputs.get(name);
    const floors = noiseFloors(plain, moved, unit, team);
    const raised = folder === undefined ? floors : raisedByKernels(floors, plain, await readValues(folder), team);
    noise[name] = underFirstNames(withKnownRounding(raised, plain, onnx, unit), form);
  }
  return noise;
}

/** The jittered runs that were made; null when one failed or fewer than two were made. */
function runsOf(model: Model, tasks: ReadonlyMap<string, TaskResult>): readonly TaskResult[] | null {
  const made: TaskResult[] = [];
  for (let run = 1, result = tasks.get(noiseTaskKey(model, run)); result !== undefined; ) {
    if (result.failure !== null) return null;
    // Skipped when the time for it was spent.
    if (result.outputs.size > 0) made.push(result);
    run += 1;
    result = tasks.get(noiseTaskKey(model, run));
  }
  return made.length < FEWEST_RUNS ? null : made;
}

/** Leaves under the names of the first form, as in `out[0].values`. */
function underFirstNames(floors: Readonly<Record<string, Noise>>, { names }: Form): Readonly<Record<string, Noise>> {
  const first = new Map(Object.entries(names).flatMap(([name, own]) => (own === null ? [] : [[own, name] as const])));
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const own = leaf.replace(/(\[\d+\]|\.keys|\.values)+$/, '');
      const output = first.has(leaf) ? leaf : own;
      return [`${first.get(output) ?? output}${leaf.slice(output.length)}`, floor];
    }),
  );
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
  const homes = (plan.homes.get(model.id) ?? []).map(({ id }) => id);
  return {
    missing: {
      what: 'there is nothing to compare with',
      why:
        failure === null || column === null
          ? 'no runtime at home in this format can run the model, and no expected outputs are committed'
          : `the reference on ${column.runtime.id} ${describeFailure(failure.failure, failure.doing).what}`,
      next: `commit expected outputs beside the inputs${homes.length === 0 ? '' : `, or add one of these to the runtimes: ${homes.join(', ')}`}`,
    },
  };
}
