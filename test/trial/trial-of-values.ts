/** Trials, and a pool that answers them, made of values: the middle of the gate without files and processes. */
import { configSchema } from '../../src/config/schema.js';
import type { FormConverter } from '../../src/convert/convert-form.js';
import { committed } from '../../src/convert/loadable.js';
import type { StagedCase } from '../../src/golden/stage-cases.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import type { ModelPlan, RunPlan } from '../../src/plan/plan.js';
import { failedRun, type Ran, type RunFailure, type RunRequest, type RuntimePool } from '../../src/run/run-request.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { type PackedTensor, tensor, type Values } from '../../src/tensor/tensor.js';
import { isRun, type RunTrial, type TriedModel } from '../../src/trial/trial.js';
import { type StoredValues, valuesMadeBy } from '../../src/values/stored-values.js';
import type { Failure } from '../../src/worker/failure.js';
import { model, planned, runtime, signature } from '../plan/facts.js';

export const floats = (...values: number[]): PackedTensor =>
  tensor('float32', [1, values.length], bytesOf(Float32Array.from(values)));

export const CRASHED: RunFailure = {
  failure: { kind: 'crashed', signal: 'SIGSEGV', code: null, stderr: '' },
  doing: 'running case one',
  case: 'one',
};

/** Values that count how often they are read. */
export function counted(values: Values, reads: { times: number }): StoredValues {
  return valuesMadeBy(() => {
    reads.times += 1;
    return values;
  });
}

/** What came of a run: outputs by case, or the failure. */
export function ranOf(outputs: Readonly<Record<string, Values | StoredValues>> | RunFailure): Ran {
  if ('doing' in outputs) return failedRun(outputs as RunFailure);
  const stored = Object.entries(outputs).map(
    ([name, values]) =>
      [name, 'read' in values ? (values as StoredValues) : valuesMadeBy(() => values as Values)] as const,
  );
  return { ...failedRun(CRASHED), version: '1.0', failure: null, outputs: new Map(stored), seconds: 0.5 };
}

export function caseOf(name: string, inputs: Values = { x: floats(1, 2) }, more: Partial<StagedCase> = {}): StagedCase {
  return { name, inputs: valuesMadeBy(() => inputs), expected: null, sha256: name, ...more };
}

const HOME = runtime('home', { homeOf: ['onnx'], embedded: true });

/** One model that takes x and gives y, on columns of those names; its reference is made by a runtime beside them. */
export function planOf(columns: readonly (string | Column)[], more: Parameters<typeof planned>[2] = {}): ModelPlan {
  const float32 = { kind: 'tensor', dtype: 'float32', shape: [1, 'N'] } as const;
  const made = columns.map((column) =>
    typeof column === 'string' ? { ...referenceColumn(runtime(column)), id: column } : column,
  );
  const [plan] = planned([model('net', signature(float32))], made, {
    ...more,
    runtimes: [HOME, ...(more.runtimes ?? [])],
  }).models;
  if (plan === undefined) throw new Error('there is a model');
  return plan;
}

/** A model after its runs. @param gave by column: what came of its run of the first form */
export function trialOf(
  cases: readonly StagedCase[],
  reference: Ran | null,
  gave: Readonly<Record<string, Ran>>,
  more: Partial<TriedModel> = {},
): TriedModel {
  const plan = more.plan ?? planOf(Object.keys(gave));
  const cells = plan.cells.map((cell) =>
    cell.kind === 'skip' ? { plan: cell } : runTrial(cell, gave[cell.column.id] ?? ranOf(CRASHED)),
  );
  const staged = { goldens: 'synthetic', cases } as const;
  return { plan, staged, reference, random: null, noise: null, still: null, cells, ...more };
}

export function runTrial(plan: RunPlan, ran: Ran): RunTrial {
  return {
    plan,
    forms: plan.forms.map((form) => ({ form, route: [], stages: [], loaded: committed(form), ran })),
  };
}

export const cellsOf = ({ cells }: TriedModel): RunTrial[] => cells.filter(isRun);

/** What a test says of one request: outputs by case from its inputs, or the failure. */
export type Answer = (
  request: RunRequest,
  inputs: Values,
  name: string,
) => Values | Failure | Promise<Values | Failure>;

export interface PoolOfValues {
  readonly pool: RuntimePool;
  /** Every request, in the order in which they came. */
  readonly asked: RunRequest[];
}

/** A pool without processes: inputs are read as a worker would, case after case. */
export function poolOfValues(answer: Answer): PoolOfValues {
  const asked: RunRequest[] = [];
  return {
    asked,
    pool: {
      async run(request) {
        asked.push(request);
        const outputs: Record<string, Values> = {};
        for (const { name, inputs } of request.cases) {
          const given = await answer(request, await inputs.read(), name);
          if ('kind' in given && typeof given.kind === 'string')
            return {
              ...ranOf(outputs),
              failure: { failure: given as Failure, doing: `running case ${name}`, case: name },
            };
          outputs[name] = given as Values;
        }
        return ranOf(outputs);
      },
    },
  };
}

/** A converter that is never asked. */
export const NO_CONVERTER: FormConverter = {
  convert: () => Promise.reject(new Error('nothing is converted here')),
};

export const CONFIG = configSchema.parse({});
