import { expect, test } from 'vitest';
import { cutModel } from '../../src/locate/cut-model.js';
import type { CutValue } from '../../src/onnx/part-of-model.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { graphOf } from '../search/fake-runtime.js';

const MODEL = {
  irVersion: 8,
  graph: graphOf(
    ['a = Conv(x, w1)', 's = Shape(a)', 'n = Gather(s, w2)', 'b = Relu(a)', 'c = Reshape(b, n)', 'y = MatMul(c, w3)'],
    ['y'],
  ),
};
const at = (name: string): CutValue => ({ name, dtype: 'float32', shape: [1, null] });
const sizes = { n: tensor('int64', [2], bytesOf(BigInt64Array.of(1n, 16n))) };

function shown(from: readonly string[], to: readonly string[], constants = {}) {
  const part = cutModel(MODEL, { from: from.map(at), to: to.map(at), constants });
  const graph = part?.model.graph;
  return {
    nodes: graph?.node?.map(({ opType }) => opType),
    inputs: part?.inputs,
    weights: graph?.initializer?.map(({ name }) => name),
  };
}

test('the first part of a model computes its sizes as the model does', () => {
  expect(shown([], ['c'])).toEqual({
    nodes: ['Conv', 'Shape', 'Gather', 'Relu', 'Reshape'],
    inputs: ['x'],
    weights: ['w1', 'w2'],
  });
});

test('a part from within gets the sizes of what is not in it as constants', () => {
  expect(shown(['b'], ['c'], sizes)).toEqual({ nodes: ['Reshape'], inputs: ['b'], weights: ['n'] });
  expect(shown(['b'], ['y'], sizes)).toEqual({ nodes: ['Reshape', 'MatMul'], inputs: ['b'], weights: ['w3', 'n'] });
});

test('values that are fed and not read are no inputs', () => {
  expect(shown(['a', 'c'], ['y'], sizes)).toEqual({ nodes: ['MatMul'], inputs: ['c'], weights: ['w3'] });
});

test('a value that no operator makes cannot be asked for', () => {
  expect(cutModel(MODEL, { from: [], to: [at('w1')], constants: {} })).toBeNull();
});
