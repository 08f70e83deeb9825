import { expect, test } from 'vitest';
import type { Form } from '../../src/discover/form.js';
import { ownChanges, undeclaredFloats } from '../../src/discover/own-changes.js';
import type { DType } from '../../src/tensor/dtype.js';
import { form } from '../plan/facts.js';

function of(input: DType, output: DType, more: Partial<Form> = {}): Form {
  const port = (name: string, dtype: DType) => ({ name, type: { kind: 'tensor', dtype, shape: [1, 4] } }) as const;
  const signature = { inputs: [port('x', input)], outputs: [port('y', output)] };
  return { ...form('m.onnx', { format: 'onnx', signature, companions: [] }), ...more };
}

const first = of('float32', 'float32');
const half = { from: 'float32', to: 'float16' } as const;

test('floats of a form that is declared to be reduced are cast, at whatever inputs and outputs have them', () => {
  const precision = { precision: 'f16' } as const;
  expect(ownChanges(first, of('float16', 'float16', precision), {})).toEqual({
    x: { dtype: half },
    y: { dtype: half },
  });
  expect(ownChanges(first, of('float32', 'float16', precision), {})).toEqual({ y: { dtype: half } });
  expect(undeclaredFloats(first, of('float16', 'float16', precision))).toEqual([]);
});

test('without such a declaration a coarser form is not cast, and a finer one is', () => {
  const coarser = of('bfloat16', 'float32');
  expect(ownChanges(first, coarser, {})).toEqual({});
  expect(undeclaredFloats(first, coarser)).toEqual([{ name: 'x', from: 'float32', to: 'bfloat16' }]);
  expect(ownChanges(coarser, first, {})).toEqual({ x: { dtype: { from: 'bfloat16', to: 'float32' } } });
  expect(undeclaredFloats(coarser, first)).toEqual([]);
});

test('casts stand beside layouts, under the names of the form', () => {
  const own = of('float16', 'float32', { precision: 'f16', names: { image: 'x' } });
  const image = { ...first, content: { ...first.content } } as Form;
  const renamed = JSON.parse(JSON.stringify(image).replace('"x"', '"image"')) as Form;
  expect(ownChanges(renamed, own, { image: [1, 0] })).toEqual({ x: { axes: [1, 0], dtype: half } });
});

test('integers are left alone: what they mean is not known', () => {
  expect(ownChanges(first, of('int8', 'uint8', { precision: 'int8' }), {})).toEqual({});
  expect(undeclaredFloats(first, of('int8', 'uint8'))).toEqual([]);
});
