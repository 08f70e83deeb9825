import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { skippedModels } from '../../src/plan/skipped-models.js';
import { model, planned, runtime, signature } from './facts.js';

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
  planned([...models, untold], columns.map(referenceColumn), { runtimes: [ONNX, LITE, SCRIPT, ANY] });
const reasons = (...args: Parameters<typeof skippedModels>) =>
  Object.fromEntries([...skippedModels(...args)].map(([{ id }, why]) => [id, why]));

test('a model in a format that no column reads is skipped', () => {
  expect(reasons(plan(ONNX), NONE)).toEqual({
    lite: 'no configured runtime reads tflite',
    untold: 'no configured runtime reads torchscript',
  });
});

test('so is one whose reference nothing can produce, and one that does not record its inputs', () => {
  expect(reasons(plan(ANY), NONE)).toEqual({
    lite: 'no configured runtime can produce its reference; add lite-home to `runtimes:`',
    untold: 'the format torchscript does not record inputs, and there are no golden inputs',
  });
  expect(reasons(plan(ANY, LITE, SCRIPT), NONE)).toEqual({
    untold: 'the format torchscript does not record inputs, and there are no golden inputs',
  });
});

test('one that has golden cases is wanted, and one that cannot be read is a fault', () => {
  expect(reasons(plan(ANY), ({ id }) => id !== 'lite')).toEqual({
    lite: 'no configured runtime can produce its reference; add lite-home to `runtimes:`',
  });
  expect(reasons(plan(ONNX), () => true)).toEqual({});
});
