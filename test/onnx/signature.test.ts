import { expect, test } from 'vitest';
import type { onnx } from '../../src/onnx/proto/onnx.js';
import { signatureOf } from '../../src/onnx/signature.js';

const tensorType = (elemType: number, dim?: onnx.TensorShapeProto.Dimension.$Properties[]) => ({
  tensorType: { elemType, ...(dim === undefined ? {} : { shape: { dim } }) },
});

function typeOf(type: onnx.TypeProto.$Properties) {
  return signatureOf({ output: [{ name: 'y', type }] }).outputs[0]?.type;
}

test.each([
  [
    [{ dimValue: 3 }, { dimParam: 'N' }],
    [3, 'N'],
  ],
  [[], []],
  // "Any size" as exporters write it.
  [
    [{ dimValue: -1 }, { dimValue: 0 }, {}, { dimParam: '?' }, { dimParam: '' }],
    [null, null, null, null, null],
  ],
])('dimensions %j are %j', (dim, shape) => {
  expect(typeOf(tensorType(1, dim))).toEqual({ kind: 'tensor', dtype: 'float32', shape });
});

test('a tensor without a shape has an unknown rank', () => {
  expect(typeOf(tensorType(16))).toEqual({ kind: 'tensor', dtype: 'bfloat16', shape: null });
});

test('sequences, maps and optionals nest', () => {
  const scores = { mapType: { keyType: 7, valueType: tensorType(1) } };
  const float = { kind: 'tensor', dtype: 'float32', shape: null };
  expect(typeOf({ sequenceType: { elemType: scores } })).toEqual({
    kind: 'sequence',
    item: { kind: 'map', key: 'int64', value: float },
  });
  expect(typeOf({ optionalType: { elemType: tensorType(1) } })).toEqual({ kind: 'optional', item: float });
});

test('an output that a graph lists twice is one output', () => {
  const output = ['y', 'z', 'y'].map((name) => ({ name, type: tensorType(1) }));
  expect(signatureOf({ output }).outputs.map(({ name }) => name)).toEqual(['y', 'z']);
});
