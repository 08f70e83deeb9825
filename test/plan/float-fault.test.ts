import { expect, test } from 'vitest';
import { floatFault } from '../../src/plan/float-fault.js';
import type { DType } from '../../src/tensor/dtype.js';
import { form, signature } from './facts.js';

const of = (path: string, dtype: DType) =>
  form(path, { format: 'onnx', signature: signature({ kind: 'tensor', dtype, shape: [1, 4] }), companions: [] });

test('a form with coarser floats that nothing declares is told what to declare', () => {
  expect(floatFault(of('a.onnx', 'float32'), of('a_fp16.onnx', 'float16'))).toMatchObject({
    what: 'a_fp16.onnx: x is float16, and float32 in a.onnx',
    next: expect.stringContaining('add `precision: f16` to this form'),
  });
  expect(floatFault(of('a.onnx', 'float64'), of('b.onnx', 'float32'))?.next).toContain('add a `tolerance:`');
});

test('nothing to say of a declared form, or of the same types', () => {
  const first = of('a.onnx', 'float32');
  expect(floatFault(first, { ...of('b.onnx', 'float16'), precision: 'f16' })).toBeNull();
  expect(floatFault(first, of('b.onnx', 'float32'))).toBeNull();
  expect(floatFault(first, first)).toBeNull();
});

test('a form with integer inputs has another interface, also when it is declared', () => {
  const int8 = { ...of('a_int8.tflite', 'int8'), precision: 'int8' as const };
  expect(floatFault(of('a.onnx', 'float32'), int8)).toMatchObject({
    what: 'a_int8.tflite: x is int8, and float32 in a.onnx',
    next: expect.stringContaining('inference_input_type'),
  });
  expect(floatFault(of('a.onnx', 'int32'), of('b.onnx', 'int64'))).toBeNull();
});
