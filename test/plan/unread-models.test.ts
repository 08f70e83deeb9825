import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/plan.js';
import { unreadModels, withoutModels } from '../../src/plan/unread-models.js';
import { model, runtime, signature } from './facts.js';

const int64 = { kind: 'tensor', dtype: 'int64', shape: [1] } as const;
const tflite = model('lite', { format: 'tflite', signature: signature(int64), companions: [] });
const broken = model('broken', { format: 'tflite', fault: { what: 'it is cut off' } });
const unsupported = model('typed', signature(int64));
const fine = model('fine', signature({ kind: 'tensor', dtype: 'float32', shape: [1] }));
const models = [tflite, broken, unsupported, fine];
const plan = (...reads: readonly ('onnx' | 'tflite')[]) =>
  makePlan(models, [referenceColumn(runtime('r', { reads }))], [], 'linux-x64');

test('a format that no column reads leaves a model aside, and nothing else does', () => {
  expect(unreadModels(plan('onnx'))).toEqual([tflite]);
  expect(unreadModels(plan('onnx', 'tflite'))).toEqual([]);
});

test('a plan without models has nothing of them', () => {
  const whole = plan('onnx');
  const rest = withoutModels(whole, [tflite]);
  expect(rest.models).toEqual([broken, unsupported, fine]);
  expect(rest.cells.map(({ model: { id } }) => id)).toEqual(['broken', 'typed', 'fine']);
  expect([...rest.references.keys()]).toEqual(['broken', 'typed', 'fine']);
  expect(withoutModels(whole, [])).toBe(whole);
});
