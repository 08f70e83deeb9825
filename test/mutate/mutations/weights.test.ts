import { expect, test } from 'vitest';
import type { Mutation } from '../../../src/mutate/mutation.js';
import { roundedWeights } from '../../../src/mutate/mutations/round-weights.js';
import { scaleWeights } from '../../../src/mutate/mutations/scale-weight.js';
import { swapChannels } from '../../../src/mutate/mutations/swap-channels.js';
import { transposeWeight } from '../../../src/mutate/mutations/transpose-weight.js';
import { zeroBias } from '../../../src/mutate/mutations/zero-bias.js';
import { zeroChannel } from '../../../src/mutate/mutations/zero-channel.js';
import { numbersOf } from '../../../src/mutate/tensor-numbers.js';
import { forEachTensor } from '../../../src/onnx/graph-walk.js';
import { onnx } from '../../../src/onnx/proto/onnx.js';
import { buildModel, weight } from '../../models/build-model.js';
import { changesBetween, mutable, mutantBytes, siteAt } from '../changes.js';
import { attentionNet, branchingNet, convolutionNet, recurrentNet } from '../models.js';

function numbers(bytes: Uint8Array, wanted: string): number[] {
  const found: number[] = [];
  forEachTensor(onnx.ModelProto.decode(bytes), {
    tensor: (tensor, name) => {
      if (name === wanted && found.length === 0) found.push(...(numbersOf(tensor)?.numbers ?? []));
    },
  });
  return found;
}

/** The matrix product x·w with w = [[1, 2, 3], [4, 5, 6]]. */
const small = buildModel({
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, 2] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
  weights: [weight('w', [2, 3], [1, 2, 3, 4, 5, 6])],
  nodes: [{ op: 'MatMul', name: 'product', inputs: ['x', 'w'], outputs: ['y'] }],
});

function mutated(mutation: Mutation, bytes: Uint8Array, where: string) {
  const target = mutable(bytes);
  const after = mutantBytes(target, siteAt(mutation, target, where));
  return { after, changes: changesBetween(bytes, after) };
}

test('two columns of a matrix are exchanged, nothing else', () => {
  const { after, changes } = mutated(swapChannels, small, 'w of MatMul product');
  expect(changes).toEqual(['w']);
  expect(numbers(after, 'w')).toEqual([1, 3, 2, 4, 6, 5]);
});

test('one column is zeroed', () => {
  const { after, changes } = mutated(zeroChannel, small, 'w of MatMul product');
  expect(changes).toEqual(['w']);
  expect(numbers(after, 'w')).toEqual([1, 0, 3, 4, 0, 6]);
});

test.each([
  ['k1 of Conv symmetric', 'k1', 27],
  ['head of Gemm gemm', 'head', 1],
])('the channels of %s are those of its outputs', (where, name, run) => {
  const { after } = mutated(zeroChannel, convolutionNet(), where);
  const [before, now] = [numbers(convolutionNet(), name), numbers(after, name)];
  const zeroed = now.flatMap((value, index) => (value === 0 && before[index] !== 0 ? [index] : []));
  // A convolution has a kernel a channel in one piece, a product a column.
  const apart = zeroed.slice(1).map((index, at) => index - (zeroed[at] ?? 0));
  expect(zeroed).toHaveLength(run === 27 ? 27 : 4);
  expect(new Set(apart)).toEqual(new Set([run === 27 ? 1 : 5]));
});

test('a weight behind Transpose is changed along the axis that becomes the outputs', () => {
  const bytes = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 2] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
    weights: [weight('w', [3, 2], [1, 2, 3, 4, 5, 6])],
    nodes: [
      { op: 'Transpose', inputs: ['w'], outputs: ['t'], attributes: { perm: { ints: [1, 0] } } },
      { op: 'MatMul', name: 'product', inputs: ['x', 't'], outputs: ['y'] },
    ],
  });
  expect(numbers(mutated(zeroChannel, bytes, 'w of MatMul product').after, 'w')).toEqual([1, 2, 0, 0, 5, 6]);
});

test('weights are scaled by each factor', () => {
  const scaled = scaleWeights.map((mutation) => numbers(mutated(mutation, small, 'w of MatMul product').after, 'w')[3]);
  expect(scaled.map((value) => Number(value?.toPrecision(5)))).toEqual([4.004, 4.04, 4.4]);
});

test('the weights of classical models are attributes', () => {
  const bytes = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 2] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [1, 1] }],
    nodes: [
      {
        op: 'LinearRegressor',
        domain: 'ai.onnx.ml',
        name: 'linear',
        inputs: ['x'],
        outputs: ['y'],
        attributes: { coefficients: { floats: [1, 2] } },
      },
    ],
  });
  const [, , gross] = scaleWeights;
  if (gross === undefined) throw new Error('no mutation');
  const { after, changes } = mutated(gross, bytes, 'coefficients of LinearRegressor linear');
  expect(changes).toEqual(['linear']);
  const [node] = onnx.ModelProto.decode(after).graph?.node ?? [];
  expect(node?.attribute?.[0]?.floats?.map((value) => Number(value.toPrecision(6)))).toEqual([1.1, 2.2]);
});

test('a square weight is transposed, others are left alone', () => {
  const bytes = attentionNet();
  const { after, changes } = mutated(transposeWeight, bytes, 'wq of MatMul query');
  expect(changes).toEqual(['wq']);
  const [before, now] = [numbers(bytes, 'wq'), numbers(after, 'wq')];
  expect(now[8 * 2 + 5]).toBe(before[8 * 5 + 2]);
  expect(transposeWeight.sites(mutable(bytes)).map(({ where }) => where)).not.toContain('up of MatMul up');
});

test.each([
  ['Conv symmetric', convolutionNet, 'b1'],
  ['Gemm gemm', convolutionNet, 'offset'],
  ['BatchNormalization norm', convolutionNet, 'beta'],
  ['Add shift', attentionNet, 'bias'],
  ['GRU gru', recurrentNet, 'B'],
] as const)('the bias of %s is zeroed', (where, net, name) => {
  const { after, changes } = mutated(zeroBias, net(), where);
  expect(changes).toEqual([name]);
  expect(new Set(numbers(after, name))).toEqual(new Set([0]));
});

test('an epsilon is no bias', () => {
  expect(zeroBias.sites(mutable(attentionNet())).map(({ where }) => where)).toEqual(['Add shift']);
});

test.each([
  [0, 'float16', 11],
  [1, 'bfloat16', 8],
] as const)('all weights lose bits (%i: %s)', (index, _dtype, bits) => {
  const mutation = roundedWeights[index];
  if (mutation === undefined) throw new Error('no mutation');
  const { after, changes } = mutated(mutation, convolutionNet(), 'the whole model');
  expect(changes).toEqual(['head', 'k1', 'k2', 'k3']);
  const [before, now] = [numbers(convolutionNet(), 'k1'), numbers(after, 'k1')];
  const worst = Math.max(...before.map((value, at) => Math.abs((now[at] ?? 0) / value - 1)));
  expect(worst).toBeLessThanOrEqual(2 ** -bits);
  expect(worst).toBeGreaterThan(2 ** -bits / 8);
});

test('the two branches of an If have weights of their own, of one name', () => {
  const bytes = branchingNet();
  const sites = scaleWeights[2]?.sites(mutable(bytes)) ?? [];
  expect(sites.map(({ where }) => where)).toEqual(['w of MatMul matmul3', 'w of MatMul matmul4']);
  const target = mutable(bytes);
  const first = siteAt(swapChannels, target, 'w of MatMul matmul3');
  expect(changesBetween(bytes, mutantBytes(target, first))).toEqual(['w']);
  const second = siteAt(swapChannels, target, 'w of MatMul matmul4');
  expect(changesBetween(bytes, mutantBytes(target, second))).toEqual(["w'"]);
});
