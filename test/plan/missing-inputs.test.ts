import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { missingInputs } from '../../src/plan/missing-inputs.js';
import type { ModelPlan } from '../../src/plan/plan.js';
import { model, planned, runtime } from './facts.js';

const script = model('net', { format: 'torchscript', signature: null, companions: [] });
const pytorch = runtime('pytorch', { reads: ['torchscript'], homeOf: ['torchscript'] });

function planOf(...runtimes: readonly ReturnType<typeof runtime>[]): ModelPlan {
  const [plan] = planned([script], runtimes.map(referenceColumn), { runtimes }).models;
  if (plan === undefined) throw new Error('there is a model');
  return plan;
}

test('a model that does not record its inputs needs goldens on a runtime that reads it, and on no other', () => {
  const others = planOf(runtime('ort'));
  expect(others.cells[0]).toMatchObject({ kind: 'skip', state: 'unsupported' });
  expect(missingInputs(others, [])).toBeNull();
  const plan = planOf(pytorch);
  expect(plan.cells[0]).toMatchObject({ kind: 'run' });
  expect(plan.reference?.runtime.id).toBe('pytorch');
  expect(missingInputs(plan, [])).toEqual({
    what: 'the inputs of net are unknown',
    why: 'net-0.onnx: the format torchscript does not record them, so none can be synthesised',
    next: 'commit golden inputs, such as golden/net/first.inputs.npz, or describe each input under `inputs:` of the model in the config, as in `x: { shape: [1, 16], dtype: int64 }`',
  });
  expect(missingInputs(plan, ['a case'])).toBeNull();
});
