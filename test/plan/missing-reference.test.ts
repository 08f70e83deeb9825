import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { missingReference } from '../../src/plan/missing-reference.js';
import type { ModelPlan } from '../../src/plan/plan.js';
import { float32, model, planned, runtime, signature } from './facts.js';

const MODULE = model(
  'net',
  { format: 'pytorch-module', signature: null, companions: [] },
  { format: 'onnx', signature: signature(float32), companions: [] },
);
const PYTORCH = runtime('pytorch', { reads: ['pytorch-module'], homeOf: ['pytorch-module'] });
const ORT = runtime('ort', { homeOf: ['onnx'], embedded: true });

function planOf(...columns: readonly ReturnType<typeof runtime>[]): ModelPlan {
  const [plan] = planned([MODULE], columns.map(referenceColumn), { runtimes: [PYTORCH, ORT] }).models;
  if (plan === undefined) throw new Error('there is a model');
  return plan;
}

test('a model whose first form is code needs its framework among the runtimes, or committed outputs', () => {
  expect(missingReference(planOf(ORT), [{ expected: null }])).toEqual({
    what: 'there is no reference to compare with',
    why: expect.stringMatching(/^net-0\.onnx comes first, no configured runtime .* in the format pytorch-module/),
    next: 'add pytorch to `runtimes:`, or commit expected outputs beside the inputs',
  });
  expect(missingReference(planOf(ORT), [{ expected: {} }])).toBeNull();
  expect(missingReference(planOf(ORT, PYTORCH), [{ expected: null }])).toBeNull();
  expect(missingReference(planOf(runtime('mnn', { reads: ['mnn'] })), [{ expected: null }])).toBeNull();
});
