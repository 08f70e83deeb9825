import { expect, test } from 'vitest';
import { findInputDemands, type InputUse } from '../../src/onnx/input-demands.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { signatureOf } from '../../src/onnx/signature.js';
import type { Dimension } from '../../src/types.js';
import { buildModel, type ModelSpec, type NodeSpec, type WeightSpec } from '../models/build-model.js';
import { USUAL_NETWORKS } from '../models/usual-networks.js';

const ids = (...values: number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
const table = (name: string, ...shape: number[]): WeightSpec => ({
  name,
  shape,
  dtype: 'float32',
  bytes: new Uint8Array(4 * shape.reduce((all, size) => all * size, 1)),
});
const whole = (name: string, values: number[], shape = [values.length]): WeightSpec => ({
  name,
  shape,
  dtype: 'int64',
  bytes: ids(...values),
});

function demandsOf(spec: ModelSpec, shapes: Readonly<Record<string, readonly number[]>> = {}) {
  const model = onnx.ModelProto.decode(buildModel(spec));
  if (model.graph == null) throw new Error('there is a graph');
  return findInputDemands(model, signatureOf(model.graph), { dims: {}, shapes: new Map(Object.entries(shapes)) });
}

/** One input x through nodes. */
const through = (dtype: 'float32' | 'int64', shape: (number | string)[], nodes: NodeSpec[], weights: WeightSpec[]) =>
  demandsOf({ inputs: [{ name: 'x', dtype, shape }], outputs: [], nodes, weights });
const node = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});

test.each<[string, (number | string)[], NodeSpec[], WeightSpec[], Dimension[]]>([
  [
    'channels of a convolution',
    ['N', 'C', 'H', 'W'],
    [node('Conv', ['x', 'w'], ['y'], { group: { int: 2 } })],
    [table('w', 4, 3, 1, 1)],
    ['N', 6, 'H', 'W'],
  ],
  ['columns of a product', ['?', '?'], [node('MatMul', ['x', 'w'], ['y'])], [table('w', 7, 2)], ['_x_0', 7]],
  [
    'a transposed Gemm',
    ['N', 'K'],
    [node('Gemm', ['x', 'w'], ['y'], { transB: { int: 1 } })],
    [table('w', 2, 7)],
    ['N', 7],
  ],
  [
    'a product behind a reshape',
    ['N', 'K'],
    [node('Reshape', ['x', 's'], ['a']), node('MatMul', ['a', 'w'], ['y'])],
    [whole('s', [-1, 5]), table('w', 5, 2)],
    ['N', 'K'],
  ],
  ['a bias', ['N', 'K'], [node('Add', ['x', 'w'], ['y'])], [table('w', 5)], ['N', 5]],
  ['a broadcast says nothing', ['N', 'K'], [node('Add', ['x', 'w'], ['y'])], [table('w', 1)], ['N', 'K']],
])('%s', (_, shape, nodes, weights, expected) => {
  expect(through('float32', shape, nodes, weights).shapes.get('x')).toEqual(expected);
});

test.each<[string, NodeSpec[], WeightSpec[], InputUse | undefined]>([
  ['a table', [node('Gather', ['w', 'x'], ['y'])], [table('w', 30, 2)], { kind: 'index', below: 30 }],
  [
    'the smaller of two tables',
    [node('Gather', ['w', 'x'], ['y']), node('Gather', ['v', 'x'], ['z'])],
    [table('w', 30, 2), table('v', 4, 2)],
    { kind: 'index', below: 4 },
  ],
  [
    'another axis',
    [node('Gather', ['w', 'x'], ['y'], { axis: { int: 1 } })],
    [table('w', 30, 2)],
    { kind: 'index', below: 2 },
  ],
  [
    'through Cast, Reshape and offsets',
    [
      node('Cast', ['x'], ['a'], { to: { int: 7 } }),
      node('Reshape', ['a', 's'], ['b']),
      node('Add', ['b', 'o'], ['c']),
      node('Gather', ['w', 'c'], ['y']),
    ],
    [table('w', 30, 2), whole('s', [-1]), whole('o', [0, 5, 20])],
    { kind: 'index', below: 10 },
  ],
  [
    'what was computed is not an index of the input',
    [node('Mul', ['x', 'o'], ['a']), node('Gather', ['w', 'a'], ['y'])],
    [table('w', 30, 2), whole('o', [2])],
    undefined,
  ],
  [
    'one-hot',
    [node('OneHot', ['x', 'd', 'v'], ['y'])],
    [whole('d', [6], []), table('v', 2)],
    { kind: 'index', below: 6 },
  ],
  [
    'the mask of a fused attention',
    [
      node('Cast', ['x'], ['m'], { to: { int: 6 } }),
      { ...node('Attention', ['w', 'w', 'w', 'm'], ['y']), domain: 'com.microsoft' },
    ],
    [table('w', 9)],
    { kind: 'number', value: 1 },
  ],
  ['as many results as wanted', [node('TopK', ['w', 'x'], ['y', 'z'])], [table('w', 9)], { kind: 'number', value: 1 }],
])('%s', (_, nodes, weights, expected) => {
  expect(through('int64', ['N'], nodes, weights).uses.get('x')).toEqual(expected);
});

test.each<[string, NodeSpec, WeightSpec[], number, readonly Dimension[] | number | undefined]>([
  ['sizes of an image, twice as large', node('Resize', ['d', '', '', 'x'], ['y']), [], 4, ['N', 3, 'H + H', 16]],
  ['scales of an image', node('Resize', ['d', '', 'x'], ['y']), [], 4, [1, 1, 2, 2]],
  ['scales before operator set 11', node('Resize', ['d', 'x'], ['y']), [], 4, [1, 1, 2, 2]],
  ['sizes of chosen axes', node('Resize', ['d', '', '', 'x'], ['y'], { axes: { ints: [3] } }), [], 1, [16]],
  ['a shape of more axes', node('Reshape', ['d', 'x'], ['y']), [], 5, ['N', 3, 'H', 8, 1]],
  ['a shape of fewer axes', node('Reshape', ['d', 'x'], ['y']), [], 2, ['N', -1]],
  ['a shape of unknown rank', node('Reshape', ['d', 'x'], ['y']), [], 0, undefined],
  ['a shape to grow to', node('Expand', ['d', 'x'], ['y']), [], 5, [1, 'N', 3, 'H', 8]],
  ['repeats', node('Tile', ['d', 'x'], ['y']), [], 4, 2],
  ['borders', node('Pad', ['d', 'x'], ['y']), [], 8, 1],
  ['begins', node('Slice', ['d', 'x', 'e'], ['y']), [], 2, 0],
  ['ends', node('Slice', ['d', 's', 'x', 'a'], ['y']), [whole('a', [3, 1])], 2, [8, 3]],
  ['ends of the first axes', node('Slice', ['d', 's', 'x'], ['y']), [], 2, ['N', 3]],
  ['parts', node('Split', ['d', 'x'], ['y', 'z'], { axis: { int: 3 } }), [], 2, [1, 7]],
  ['parts of what is not known', node('Split', ['d', 'x'], ['y', 'z'], { axis: { int: 2 } }), [], 2, undefined],
  ['a window', node('CenterCropPad', ['d', 'x'], ['y'], { axes: { ints: [3] } }), [], 1, [8]],
])('numbers that steer a shape suit it: %s', (_, one, weights, count, expected) => {
  const { uses } = demandsOf({
    inputs: [
      { name: 'd', dtype: 'float32', shape: ['N', 3, 'H', 8] },
      { name: 'x', dtype: 'int64', shape: [count] },
    ],
    outputs: [],
    nodes: [one],
    weights,
  });
  expect(uses.get('x')).toEqual(
    expected === undefined
      ? undefined
      : typeof expected === 'number'
        ? { kind: 'number', value: expected }
        : { kind: 'numbers', values: expected },
  );
});

test('lengths are those of the sequence, and states have the size of the cell', () => {
  const lstm = node('LSTM', ['x', 'w', 'r', '', 'n', 'h'], ['y'], { hidden_size: { int: 2 } });
  const { shapes, uses } = demandsOf({
    inputs: [
      { name: 'x', dtype: 'float32', shape: ['T', 'B', '?'] },
      { name: 'n', dtype: 'int64', shape: ['?'] },
      { name: 'h', dtype: 'float32', shape: ['?', '?', '?'] },
    ],
    outputs: [],
    nodes: [lstm],
    weights: [table('w', 1, 8, 5), table('r', 1, 8, 2)],
  });
  expect(Object.fromEntries(shapes)).toEqual({ x: ['T', 'B', 5], n: ['B'], h: [1, 'B', 2] });
  expect(uses.get('n')).toEqual({ kind: 'length', of: 'T' });
});

test('a mask is as long as the cache and the sequence together', () => {
  const spec = USUAL_NETWORKS['decoder-without-symbols'];
  if (spec === undefined) throw new Error('there is such a network');
  const [, mask] = [...demandsOf(spec).shapes];
  expect(mask).toEqual(['attention_mask', ['batch_size', '_past_key_values_0_key_2 + sequence_length']]);
});

test('sizes that an operator cannot take contradict it', () => {
  const nodes = [
    node('Conv', ['x', 'w'], ['a'], { strides: { ints: [32, 32] } }),
    node('Flatten', ['a'], ['b']),
    node('Gemm', ['b', 'v'], ['y']),
  ];
  const spec: ModelSpec = {
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 3, 'H', 'W'] }],
    outputs: [],
    nodes,
    weights: [table('w', 2, 3, 32, 32), table('v', 98, 4)],
  };
  const found = [64, 224, 8].map((size) => demandsOf(spec, { x: [1, 3, size, size] }).contradictions);
  expect(found).toEqual([1, 0, 2]);
});

test.each(Object.entries(USUAL_NETWORKS))('%s does not contradict itself', (_, spec) => {
  expect(demandsOf(spec).contradictions).toBe(0);
});

test('nothing is demanded without a graph, and a damaged one ends', () => {
  expect(findInputDemands({}, { inputs: [], outputs: [] })).toMatchObject({ contradictions: 0 });
  const loop = [node('Add', ['b', 'x'], ['a']), node('Reshape', ['a', 'a'], ['b'])];
  expect(through('int64', ['N'], loop, []).uses.size).toBe(0);
});
