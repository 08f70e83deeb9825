/** Networks that end as image, depth, detector and sequence networks do: small, with outputs whose axes can be confused. */
import { bytesOf } from '../../src/tensor/elements.js';
import { type Attribute, buildModel, type ModelSpec, type NodeSpec, type WeightSpec, weight } from './build-model.js';
import { randomFloats } from './random-floats.js';

type Shape = readonly (number | string)[];
type Attributes = Readonly<Record<string, number | readonly number[] | string>>;

/** One node: operator, inputs, outputs, attributes; names are separated by spaces, and `-` is an input that is left out. */
const node = (op: string, inputs: string, outputs: string, attributes: Attributes = {}): NodeSpec => ({
  op,
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: outputs.split(' '),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attribute(value)])),
});

function attribute(value: number | readonly number[] | string): Attribute {
  if (typeof value === 'string') return { string: value };
  return typeof value === 'number' ? { int: value } : { ints: value };
}

const random = (name: string, ...shape: number[]): WeightSpec =>
  weight(
    name,
    shape,
    randomFloats(
      name.length + shape.length,
      shape.reduce((count, size) => count * size, 1),
    ),
  );

const integers = (name: string, ...numbers: number[]): WeightSpec => ({
  name,
  shape: [numbers.length],
  dtype: 'int64',
  bytes: bytesOf(BigInt64Array.from(numbers, BigInt)),
});

const SAME = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

function model(
  x: Shape,
  outputs: Readonly<Record<string, Shape>>,
  nodes: readonly NodeSpec[],
  weights: readonly WeightSpec[] = [],
  more: Partial<ModelSpec> = {},
): Uint8Array {
  return buildModel({
    opset: 13,
    inputs: [{ name: 'x', dtype: 'float32', shape: x }],
    outputs: Object.entries(outputs).map(([name, shape]) => ({ name, dtype: 'float32', shape })),
    nodes,
    weights,
    ...more,
  });
}

/** A convolution to `to` channels that keeps the other sizes, and what stands behind it. */
function behindConv(to: number, y: Shape, rest: readonly NodeSpec[], weights: readonly WeightSpec[] = [], size = 4) {
  return model(
    [1, 3, size, size],
    { y },
    [node('Conv', 'x v', 'c', SAME), ...rest],
    [random('v', to, 3, 3, 3), ...weights],
  );
}

/** By name. */
export const featureMaps: Readonly<Record<string, Uint8Array>> = {
  conv: behindConv(4, [1, 4, 6, 6], [node('Relu', 'c', 'y')], [], 6),
  // Sizes that do not give the order of the axes away.
  'conv-equal': model([1, 3, 4, 4], { y: [1, 4, 4, 4] }, [node('Conv', 'x v', 'y', SAME)], [random('v', 4, 3, 3, 3)]),
  'conv-open': model(
    ['n', 3, 'h', 'w'],
    { y: ['n', 4, 'h', 'w'] },
    [node('Conv', 'x v', 'c', SAME), node('Sigmoid', 'c', 'y')],
    [random('v', 4, 3, 3, 3)],
  ),
  'conv-open-batch': model(
    ['n', 3, 4, 4],
    { y: ['n', 4, 4, 4] },
    [node('Conv', 'x v', 'y', SAME)],
    [random('v', 4, 3, 3, 3)],
  ),
  'conv-1d': model(
    [1, 3, 8],
    { y: [1, 8, 8] },
    [node('Conv', 'x v', 'y', { kernel_shape: [3], pads: [1, 1] })],
    [random('v', 8, 3, 3)],
  ),
  'conv-1d-open': model(
    ['n', 3, 'l'],
    { y: ['n', 4, 'l'] },
    [node('Conv', 'x v', 'c', { kernel_shape: [3], pads: [1, 1] }), node('Relu', 'c', 'y')],
    [random('v', 4, 3, 3)],
  ),
  'conv-3d': model(
    [1, 3, 4, 4, 4],
    { y: [1, 4, 4, 4, 4] },
    [node('Conv', 'x v', 'y', { kernel_shape: [1, 1, 1] })],
    [random('v', 4, 3, 1, 1, 1)],
  ),
  deconv: model(
    [1, 3, 4, 4],
    { y: [1, 8, 8, 8] },
    [node('ConvTranspose', 'x w', 'c', { strides: [2, 2] }), node('Tanh', 'c', 'y')],
    [random('w', 3, 8, 2, 2)],
  ),
  'deconv-padded': model(
    [1, 3, 7, 7],
    { y: [1, 6, 14, 14] },
    [node('ConvTranspose', 'x w', 'y', { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] })],
    [random('w', 3, 6, 3, 3)],
  ),
  resize: behindConv(
    8,
    [1, 8, 8, 8],
    [node('Resize', 'c - scales', 'y', { mode: 'linear' })],
    [weight('scales', [4], [1, 1, 2, 2])],
  ),
  'depth-map': behindConv(1, [1, 4, 4], [node('Squeeze', 'c axis', 'y')], [integers('axis', 1)]),
  'depth-channel': behindConv(1, [1, 1, 4, 4], [node('Sigmoid', 'c', 'y')]),
  'u-net': model(
    [1, 3, 8, 8],
    { y: [1, 8, 8, 8] },
    [
      node('Conv', 'x v', 'a', SAME),
      node('Relu', 'a', 'e'),
      node('MaxPool', 'e', 'p', { kernel_shape: [2, 2], strides: [2, 2] }),
      node('ConvTranspose', 'p w', 'u', { strides: [2, 2] }),
      node('Concat', 'u e', 'q', { axis: 1 }),
      node('Conv', 'q v2', 'y', SAME),
    ],
    [random('v', 4, 3, 3, 3), random('w', 4, 4, 2, 2), random('v2', 8, 8, 3, 3)],
  ),
  segmentation: behindConv(4, [1, 4, 4, 4], [node('Softmax', 'c', 'y', { axis: 1 })]),
  'detector-heads': model(
    [1, 3, 8, 8],
    { scores: [1, 8, 8, 8], boxes: [1, 4, 8, 8], small: [1, 4, 4, 4] },
    [
      node('Conv', 'x v', 'c', SAME),
      node('Relu', 'c', 'b'),
      node('Conv', 'b v1', 'scores', SAME),
      node('Conv', 'b v2', 'boxes', SAME),
      node('MaxPool', 'b', 'p', { kernel_shape: [2, 2], strides: [2, 2] }),
      node('Conv', 'p v2', 'small', SAME),
    ],
    [random('v', 6, 3, 3, 3), random('v1', 8, 6, 3, 3), random('v2', 4, 6, 3, 3)],
  ),
  'feature-and-tail': model(
    [1, 3, 6, 6],
    { middle: [1, 6, 6, 6], y: [1, 6, 6, 6] },
    [node('Conv', 'x v', 'c', SAME), node('Relu', 'c', 'middle'), node('Conv', 'middle v1', 'y')],
    [random('v', 6, 3, 3, 3), random('v1', 6, 6, 1, 1)],
  ),
  'head-as-rows': behindConv(
    4,
    [1, 16, 4],
    [node('Reshape', 'c sizes', 'r'), node('Transpose', 'r', 'y', { perm: [0, 2, 1] })],
    [integers('sizes', 1, 4, 16)],
  ),
  'head-channels-last': behindConv(4, [1, 4, 4, 4], [node('Transpose', 'c', 'y', { perm: [0, 2, 3, 1] })]),
  'constant-map': behindConv(4, [1, 4, 4, 4], [node('Add', 'c k', 'y')], [random('k', 1, 4, 4, 4)]),
  'scale-along-rows': behindConv(4, [1, 4, 4, 4], [node('Mul', 'c k', 'y')], [random('k', 4)]),
  transposed: model([1, 4, 4, 4], { y: [1, 4, 4, 4] }, [
    node('Relu', 'x', 'r'),
    node('Transpose', 'r', 'y', { perm: [0, 2, 3, 1] }),
  ]),
  scalar: model([1, 3, 4, 4], { y: [] }, [node('ReduceMean', 'x', 'y', { keepdims: 0 })]),
  'scalar-behind-conv': behindConv(4, [], [node('ReduceMax', 'c', 'y', { keepdims: 0 })]),
};
