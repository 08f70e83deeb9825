import { expect, test } from 'vitest';
import { coarseArithmetic } from '../../src/onnx/coarse-arithmetic.js';
import { rewriteNodes } from '../../src/onnx/rewrite-nodes.js';
import type { CoarsePrecision } from '../../src/types.js';
import { type GraphMessage, port } from './model-files.js';

const node = (opType: string, input: string[], output: string) => ({ opType, name: output, input, output: [output] });
const weight = { name: 'w', dims: [4, 4], dataType: 1 };

function rewritten(precision: CoarsePrecision, ...nodes: NonNullable<GraphMessage['node']>) {
  const graph = { input: [port('x')], initializer: [weight], node: nodes };
  return rewriteNodes(graph, coarseArithmetic(precision, { seed: 1, steering: new Set(['k']) })).node ?? [];
}
const draws = (nodes: ReturnType<typeof rewritten>) => nodes.filter(({ opType }) => opType === 'RandomUniformLike');

test('every result and every factor of a product is rounded', () => {
  const nodes = rewritten('f16', node('MatMul', ['x', 'w'], 'm'), node('Exp', ['m'], 'y'));
  expect(draws(nodes).map(({ input }) => input?.[0])).toEqual(['x', 'w', 'm__plain', 'y__plain']);
  expect(draws(nodes)[0]?.attribute?.find(({ name }) => name === 'high')?.f).toBe(2 ** -11);
});

test('what only moves values, decides or is no float32 is not', () => {
  expect(
    draws(rewritten('bf16', node('Relu', ['x'], 'y'), node('Mul', ['x', 'x'], 'k'), node('Shape', ['x'], 's'))),
  ).toEqual([]);
});

test('in 8 bits only factors are rounded, to a part of the largest of their tensor', () => {
  const nodes = rewritten('int8', node('MatMul', ['x', 'w'], 'm'), node('Exp', ['m'], 'y'));
  expect(draws(nodes).map(({ input }) => input?.[0])).toEqual(['x', 'w']);
  expect(nodes.filter(({ opType }) => opType === 'ReduceMax')).toHaveLength(2);
});

test('each rounding is drawn by itself', () => {
  const seeds = draws(rewritten('f16', node('MatMul', ['x', 'w'], 'y'))).map(
    ({ attribute }) => attribute?.find(({ name }) => name === 'seed')?.f,
  );
  expect(new Set(seeds).size).toBe(3);
});
