import { expect, test } from 'vitest';
import { isDoubleThroughout } from '../../src/onnx/double-precision.js';
import type { onnx } from '../../src/onnx/proto/onnx.js';
import type { Port } from '../../src/types.js';

const port = (name: string, dtype: 'float64' | 'float32' | 'int64'): Port => ({
  name,
  type: { kind: 'tensor', dtype, shape: [4] },
});
const node = (opType: string, attribute: onnx.AttributeProto.$Properties[] = [], domain = '') => ({
  ...{ opType, domain, attribute, input: ['x'], output: ['y'] },
});
const isDouble = (
  nodes: onnx.NodeProto.$Properties[],
  {
    input = 'float64',
    weight = 'float64',
  }: { input?: 'float64' | 'float32'; weight?: 'float64' | 'float32' | 'int64' } = {},
) =>
  isDoubleThroughout({
    graph: { graph: { node: nodes } },
    signature: { inputs: [port('x', input), port('n', 'int64')], outputs: [port('y', 'float64')] },
    weights: [{ dtype: weight }],
  });

test('a graph of float64 and integers', () => {
  expect(isDouble([node('MatMul'), node('Cast', [{ name: 'to', i: 11 }])])).toBe(true);
  expect(isDouble([node('Reshape')], { weight: 'int64' })).toBe(true);
});

test('not where anything is narrower', () => {
  expect(isDouble([node('Relu')], { input: 'float32' })).toBe(false);
  expect(isDouble([node('Relu')], { weight: 'float32' })).toBe(false);
  expect(isDouble([node('Cast', [{ name: 'to', i: 1 }])])).toBe(false);
  expect(isDouble([node('Constant', [{ name: 'value', t: { dataType: 1 } }])])).toBe(false);
  expect(isDouble([node('Constant', [{ name: 'value_float', f: 2 }])])).toBe(false);
  expect(isDouble([node('ConstantOfShape')])).toBe(false);
});

test('operators of other domains, such as trees, may compute in float32', () => {
  expect(isDouble([node('TreeEnsembleRegressor', [], 'ai.onnx.ml')])).toBe(false);
});
