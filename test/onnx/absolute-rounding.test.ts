import { expect, test } from 'vitest';
import { outputsRoundedAbsolutely } from '../../src/onnx/absolute-rounding.js';
import { type GraphMessage, port } from './model-files.js';

type Node = NonNullable<GraphMessage['node']>[number];
const node = (opType: string, input: string[], output: string, attribute: Node['attribute'] = []): Node => ({
  opType,
  input,
  output: [output],
  attribute,
});
const rounded = (...nodes: Node[]) => [...outputsRoundedAbsolutely({ node: nodes, output: [port('y')] })];
const branch = (name: string, g: GraphMessage) => ({ name, type: 5, g: { name, ...g } });

test('a sigmoid is found behind operators that hand its rounding on, and not behind a layer', () => {
  expect(rounded(node('Sigmoid', ['x'], 's'), node('ReduceMean', ['s'], 'y'))).toEqual(['y']);
  expect(rounded(node('Sigmoid', ['x'], 's'), node('MatMul', ['s', 'w'], 'y'))).toEqual([]);
});

test('a sigmoid inside a branch is found, and one that a branch takes from outside', () => {
  const inside = branch('then_branch', { node: [node('Sigmoid', ['x'], 'r')], output: [port('r')] });
  expect(rounded(node('If', ['c'], 'y', [inside]))).toEqual(['y']);
  const outside = branch('then_branch', { node: [node('Squeeze', ['s'], 'r')], output: [port('r')] });
  expect(rounded(node('Sigmoid', ['x'], 's'), node('If', ['c'], 'y', [outside]))).toEqual(['y']);
  expect(rounded(node('Tanh', ['x'], 's'), node('If', ['c'], 'y', [outside]))).toEqual([]);
});
