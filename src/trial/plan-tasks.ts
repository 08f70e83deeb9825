import { join } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import type { Conversions } from '../convert/converted.js';
import { whatRuns } from '../convert/what-runs.js';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import { inputsForForm, type StagedCase, type StagedModel } from '../golden/stage-cases.js';
import { noiseRuns, noiseTasks } from '../noise/noise-task.js';
import type { Column } from '../plan/column.js';
import type { Plan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';
import type { Fault, Signature } from '../types.js';
import type { Failure } from '../worker/failure.js';
import type { Task, TaskRun } from './task.js';
import { variationTask } from './variation-task.js';

export function cellTaskKey(model: Model, column: Column, form: Form): string {
  // Quoted: ids may hold spaces.
  return `cell ${JSON.stringify([model.id, column.id, form.path])}`;
}

export function referenceTaskKey(model: Model): string {
  return `reference ${model.id}`;
}

export interface TaskWishes {
  /** Where inputs under other names and jittered inputs are written. */
  readonly folder: string;
  /** How much is spent on a noise floor, as the config has it. */
  readonly noise: Config['noise'];
  /** Whether the model's noise floor still has to be measured. */
  needsNoise(model: Model): boolean;
  /** Whether it still has to be found out which of the model's outputs depend on its inputs. */
  needsVariation(model: Model): boolean;
  /** Of the inputs that are tried for that. */
  readonly seed: number;
  /** What was made for the cells that have a route; those whose conversion failed are not run. */
  readonly conversions?: Conversions;
  /** Told of a task that cannot be run because the form cannot take the numbers of a case. */
  refuse(task: string, failure: Failure): void;
}

/**
 * Everything that has to run: for each model the reference (where outputs are not committed, or the noise floor needs
 * it), the jittered runs, and each of its cells with each form that the column reads.
 */
export async function planTasks(
  plan: Plan,
  staged: ReadonlyMap<string, StagedModel>,
  wishes: TaskWishes,
): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const [index, model] of plan.models.entries()) {
    const cases = staged.get(model.id)?.cases ?? [];
    if (cases.length === 0) continue;
    const folder = join(wishes.folder, String(index));
    const reference = plan.references.get(model.id) ?? null;
    const [first] = model.forms;
    const noisy = wishes.needsNoise(model);
    if (reference !== null && (noisy || cases.some(({ expected }) => expected === null)))
      tasks.push({
        key: referenceTaskKey(model),
        column: reference,
        title: `${model.id}: reference on ${reference.runtime.id}`,
        path: first.absolute,
        format: first.content.format ?? '',
        runs: cases.map((one) => runOf(one, one.inputs)),
      });
    const source = plan.noise.get(model.id);
    if (noisy && source !== undefined) {
      const effort = { runs: noiseRuns(source.onnx, wishes.noise.runs), seconds: wishes.noise.seconds };
      tasks.push(...(await noiseTasks(model, source, cases, effort, folder).catch(noneWhenUnfit)));
    }
    const its = staged.get(model.id);
    if (reference !== null && its !== undefined && wishes.needsVariation(model)) {
      const variation = await variationTask(model, its, reference, wishes.seed, folder);
      if (variation !== null) tasks.push(variation);
    }
    for (const planned of plan.cells) {
      if (planned.kind !== 'run' || planned.model !== model) continue;
      for (const [number, form] of planned.forms.entries()) {
        const loaded = whatRuns(form, planned, wishes.conversions ?? new Map());
        if ('failure' in loaded) continue;
        const { path, format, names, changes } = loaded;
        // One converter may call things otherwise than another: their inputs lie apart.
        const inputs = planned.route.length === 0 ? `form-${number}` : `converted-${tasks.length}`;
        const key = cellTaskKey(model, planned.column, form);
        const fault = planned.route.length === 0 ? null : retypedFault(loaded.signature, planned.column.runtime);
        if (fault !== null) {
          wishes.refuse(key, { kind: 'unsupported', type: 'ElementType', message: fault.what });
          continue;
        }
        const runs: Task['runs'][number][] = [];
        try {
          for (const [position, one] of cases.entries())
            runs.push(runOf(one, await inputsForForm(one, loaded, join(folder, `${inputs}-${position}`)), names));
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          wishes.refuse(key, { kind: 'failed', type: 'RangeError', message: error.message });
          continue;
        }
        const title = `${model.id} on ${planned.column.id}`;
        tasks.push({ key, column: planned.column, title, path, format, changes, runs });
      }
    }
  }
  return tasks;
}

/** A conversion may have changed the types: what the plan could not know is looked at now. */
function retypedFault(signature: Signature | null, runtime: RuntimeFacts): Fault | null {
  return signature === null ? null : staticFault(signature, runtime);
}

/** A form that cannot take the numbers of a case has no noise floor; its own cell tells why. */
function noneWhenUnfit(error: unknown): Task[] {
  if (error instanceof RangeError) return [];
  throw error;
}

/** The run of a case, its state under the names of the form; a form that lacks a part of the state is not given it. */
function runOf({ name, feedback }: StagedCase, inputs: string, names: Form['names'] = {}): TaskRun {
  if (feedback === undefined) return { case: name, inputs };
  const own = (one: string) => (Object.hasOwn(names, one) ? (names[one] ?? null) : one);
  const state = Object.entries(feedback.state).flatMap(([input, output]) => {
    const [to, from] = [own(input), own(output)];
    return to === null || from === null ? [] : [[to, from] as const];
  });
  return { case: name, inputs, feedback: { after: feedback.after, state: Object.fromEntries(state) } };
}
