import { expect, test } from 'vitest';
import { termsBehind } from '../../src/onnx/summed-outputs.js';
import type { GraphMessage } from './model-files.js';

type Node = NonNullable<GraphMessage['node']>[number];
const node = (opType: string, input: string[], output: string, attribute: Node['attribute'] = []): Node => ({
  opType,
  input,
  output: [output],
  attribute,
});
const axis = (i: number) => [{ name: 'axis', type: 2, i }];
const axes = (...ints: number[]) => [{ name: 'axes', type: 7, ints }];
const stated = (name: string, ...sizes: number[]) => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: sizes.map((dimValue) => ({ dimValue })) } } },
});

test('a softmax sums along its axis, before operator set 13 over everything from it on', () => {
  const graph = { node: [node('Softmax', ['x'], 'y')] };
  expect(termsBehind(graph, 'y', [2, 3, 50], 17)).toBe(50);
  expect(termsBehind(graph, 'y', [2, 3, 50], 11)).toBe(150);
  expect(termsBehind({ node: [node('Softmax', ['x'], 'y', axis(1))] }, 'y', [2, 3, 50], 17)).toBe(3);
});

test('a division by a sum is found through guards, roots and other shapes, and behind casts', () => {
  const graph = {
    node: [
      node('ReduceSum', ['x'], 'sum', axes(1, 2)),
      node('Max', ['sum', 'least'], 'guarded'),
      node('Expand', ['guarded', 'shape'], 'wide'),
      node('Div', ['x', 'wide'], 'share'),
      node('Cast', ['share'], 'y'),
    ],
  };
  expect(termsBehind(graph, 'y', [2, 30, 50], 17)).toBe(1500);
});

test('a mean counts what went into it where the model states the shape', () => {
  const mean = [node('GlobalAveragePool', ['x'], 'y')];
  expect(termsBehind({ node: mean, valueInfo: [stated('x', 1, 8, 7, 7)] }, 'y', [1, 8, 1, 1], 17)).toBe(49);
  expect(termsBehind({ node: mean, input: [stated('x', 1, 8, 7, 7)] }, 'y', [1, 8, 1, 1], 17)).toBe(49);
  expect(termsBehind({ node: mean, valueInfo: [stated('x', 1, 8, 0, 7)] }, 'y', [1, 8, 1, 1], 17)).toBe(1);
});

test('other outputs are no sums', () => {
  const graph = { node: [node('Softmax', ['x'], 'p'), node('MatMul', ['p', 'w'], 'y'), node('Div', ['y', 'w'], 'z')] };
  expect(termsBehind(graph, 'y', [4, 4], 17)).toBe(1);
  expect(termsBehind(graph, 'z', [4, 4], 17)).toBe(1);
  expect(termsBehind(graph, 'nowhere', [4, 4], 17)).toBe(1);
});
