import { expect, test } from 'vitest';
import { spread } from '../../scripts/operators/one-operator.js';
import type { Operator } from '../../src/replay/variant.js';
import { VARIANTS } from '../../src/replay/variants.js';

/** An operator with one input that no variant knows. */
const UNKNOWN: Operator = {
  type: 'Identity',
  node: { opType: 'Identity', input: ['x'], output: ['y'] },
  nodes: [],
  opset: 17,
  value: () => null,
  isWeight: () => false,
  input: () => spread([2, 2], -1, 1),
  output: () => spread([2, 2], -1, 1),
  made: () => null,
};

test('every variant has an id of its own, in the order of the list', () => {
  const ids = VARIANTS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test('no variant has anything to say about an operator that it does not know', () => {
  expect(VARIANTS.flatMap(({ readings }) => readings(UNKNOWN))).toEqual([]);
});

test('no variant stumbles over an operator without attributes, inputs and values', () => {
  const types = [
    'Resize',
    'AveragePool',
    'Conv',
    'PRelu',
    'Softplus',
    'LRN',
    'BatchNormalization',
    'LayerNormalization',
  ];
  const more = [
    'OneHot',
    'Gather',
    'If',
    'Pad',
    'GRU',
    'LSTM',
    'Gelu',
    'Softmax',
    'Round',
    'QuantizeLinear',
    'Mod',
    'Div',
  ];
  for (const type of [...types, ...more, 'QLinearConv', 'MatMulInteger', 'ConvTranspose', 'MatMul', 'Gemm', 'CumSum'])
    for (const { readings } of VARIANTS)
      expect(() =>
        readings({ ...UNKNOWN, type, node: { opType: type }, input: () => null, output: () => null }),
      ).not.toThrow();
});
