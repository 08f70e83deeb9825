import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { leftAside, withoutModels } from '../../src/plan/left-aside.js';
import { makePlan } from '../../src/plan/plan.js';
import { model, runtime, signature } from './facts.js';

const int64 = { kind: 'tensor', dtype: 'int64', shape: [1] } as const;
const tflite = model('lite', { format: 'tflite', signature: signature(int64), companions: [] });
const broken = model('broken', { format: 'tflite', fault: { what: 'it is cut off' } });
const unsupported = model('typed', signature(int64));
const fine = model('fine', signature({ kind: 'tensor', dtype: 'float32', shape: [1] }));
const models = [tflite, broken, unsupported, fine];
const untold = model('untold', { format: 'torchscript', signature: null, companions: [] });
const NONE = () => false;
const ONNX = runtime('onnx-home', { homeOf: ['onnx'], embedded: true });
const LITE = runtime('lite-home', { reads: ['tflite'], homeOf: ['tflite'] });
const SCRIPT = runtime('script-home', { reads: ['torchscript'], homeOf: ['torchscript'] });
const ANY = runtime('any', { reads: ['onnx', 'tflite', 'torchscript'] });

const plan = (...columns: readonly ReturnType<typeof runtime>[]) =>
  makePlan([...models, untold], columns.map(referenceColumn), [ONNX, LITE, SCRIPT, ANY], 'linux-x64');
const reasons = (...args: Parameters<typeof leftAside>) =>
  Object.fromEntries([...leftAside(...args)].map(([{ id }, why]) => [id, why]));

test('a format that no column reads leaves a model aside', () => {
  expect(reasons(plan(ONNX), NONE)).toEqual({
    lite: 'no runtime here reads tflite',
    untold: 'no runtime here reads torchscript',
  });
});

test('so does one that nothing makes a reference of, and one that does not say what goes in', () => {
  expect(reasons(plan(ANY), NONE)).toEqual({
    lite: 'nothing here makes its reference; add lite-home to the runtimes',
    untold: 'a file of the format torchscript does not tell its inputs, and there are no golden ones',
  });
  expect(reasons(plan(ANY, LITE, SCRIPT), NONE)).toEqual({
    untold: 'a file of the format torchscript does not tell its inputs, and there are no golden ones',
  });
});

test('one that has golden cases is wanted, and one that cannot be read is a fault', () => {
  expect(reasons(plan(ANY), ({ id }) => id !== 'lite')).toEqual({
    lite: 'nothing here makes its reference; add lite-home to the runtimes',
  });
  expect(reasons(plan(ONNX), () => true)).toEqual({});
});

test('a plan without models has nothing of them', () => {
  const whole = makePlan(models, [referenceColumn(ONNX)], [ONNX], 'linux-x64');
  const rest = withoutModels(whole, new Set([tflite]));
  expect(rest.models).toEqual([broken, unsupported, fine]);
  expect(rest.cells.map(({ model: { id } }) => id)).toEqual(['broken', 'typed', 'fine']);
  expect([...rest.references.keys()]).toEqual(['broken', 'typed', 'fine']);
  expect(withoutModels(whole, new Set())).toBe(whole);
});
