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

test.each([
  ['bf16', 2 ** 16 + 1],
  ['f16', 2 ** 13 + 1],
] as const)('a number that %s has is left as it is: its leading bits are the number', (precision, splitter) => {
  const nodes = rewritten(precision, node('Exp', ['x'], 'y'));
  const constants = nodes.flatMap(({ attribute }) => attribute?.[0]?.t?.floatData ?? []);
  expect(constants).toContain(splitter);
  // The error is multiplied by 0 or 1.
  expect(nodes.filter(({ opType }) => opType === 'Sign')).toHaveLength(1);
  for (const value of [0, 1, -3, 255, 0.5]) {
    const spread = Math.fround(value * splitter);
    expect(Math.fround(spread - Math.fround(spread - value))).toBe(value);
  }
  const third = Math.fround(1 / 3);
  const spread = Math.fround(third * splitter);
  expect(Math.fround(spread - Math.fround(spread - third))).not.toBe(third);
});

test('a number on a step of 8 bits is left as it is', () => {
  const nodes = rewritten('int8', node('MatMul', ['x', 'w'], 'm'));
  expect(nodes.filter(({ opType }) => opType === 'Floor')).toHaveLength(2);
  expect(nodes.filter(({ opType }) => opType === 'Sign')).toHaveLength(2);
});

test('each rounding is drawn by itself', () => {
  const seeds = draws(rewritten('f16', node('MatMul', ['x', 'w'], 'y'))).map(
    ({ attribute }) => attribute?.find(({ name }) => name === 'seed')?.f,
  );
  expect(new Set(seeds).size).toBe(3);
});
