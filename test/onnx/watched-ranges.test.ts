import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coarseArithmetic } from '../../src/onnx/coarse-arithmetic.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { rewriteNodes } from '../../src/onnx/rewrite-nodes.js';
import { watchRanges } from '../../src/onnx/watched-ranges.js';
import { modelOf, port, writeModel } from './model-files.js';

const node = (opType: string, input: string[], output: string) => ({ opType, name: output, input, output: [output] });
const graph = {
  input: [port('x')],
  initializer: [{ name: 'w', dims: [4, 4], dataType: 1 }],
  node: [
    node('MatMul', ['x', 'w'], 'm'),
    node('Relu', ['m'], 'r'),
    node('MatMul', ['r', 'w'], 'n'),
    node('Gemm', ['r', 'n'], 'y'),
  ],
};

test('the computed factors and results of products are watched, each once, and weights are not', () => {
  const path = writeModel(modelOf(graph));
  const watched = watchRanges(path, new Set());
  expect([...watched.values()]).toEqual(['x', 'm', 'r', 'n', 'y']);
  const outputs = onnx.ModelProto.decode(readFileSync(path)).graph?.output ?? [];
  expect(outputs.map(({ name }) => name)).toEqual(['y', ...watched.keys()]);
});

test('8 bits are rounded to the range of all cases where it is known, else to that of the run', () => {
  const coarse = (ranges?: ReadonlyMap<string, number>) =>
    rewriteNodes(graph, coarseArithmetic('int8', { seed: 1, steering: new Set(), ...(ranges && { ranges }) })).node ??
    [];
  const measured = (nodes: ReturnType<typeof coarse>) =>
    nodes
      .filter(({ opType }) => opType === 'ReduceMax')
      .map(({ input }) => nodes.find(({ output }) => output?.[0] === input?.[0])?.input?.[0]);
  expect(measured(coarse())).toEqual(['x', 'w', 'r', 'w', 'r', 'n']);
  const known = coarse(new Map([['r', 5]]));
  expect(measured(known)).toEqual(['x', 'w', 'w', 'n']);
  // One as what the numbers are multiplied with, and one as what their steps are found by.
  const ranges = known.filter(({ attribute }) => attribute?.[0]?.t?.floatData?.[0] === 5);
  expect(ranges).toHaveLength(2);
});

test('a result of known range is rounded once, and not again as a factor', () => {
  const nodes =
    rewriteNodes(
      graph,
      coarseArithmetic('int8', {
        seed: 1,
        steering: new Set(),
        ranges: new Map([
          ['m', 5],
          ['y', 2],
        ]),
      }),
    ).node ?? [];
  const draws = nodes.filter(({ opType }) => opType === 'RandomUniformLike').map(({ input }) => input?.[0]);
  expect(draws).toEqual(['x', 'w', 'm__plain', 'w', 'n', 'y__plain']);
});
