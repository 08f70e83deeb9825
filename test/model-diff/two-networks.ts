/** A small network for images and one for text, each with the places at which exports usually go wrong. */
import { buildModel, type ModelSpec, type NodeSpec, type WeightSpec, weight } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';

export type Edit = (spec: ModelSpec) => ModelSpec;

const random = (name: string, shape: readonly number[], seed: number): WeightSpec =>
  weight(
    name,
    shape,
    randomFloats(
      seed,
      shape.reduce((product, size) => product * size, 1),
    ),
  );

const ones = (size: number) => new Float32Array(size).fill(1.25);
const int64s = (name: string, shape: readonly number[], values: readonly number[]): WeightSpec => ({
  name,
  shape,
  dtype: 'int64',
  bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

/** Normalisation, two convolutions with batch normalisation, pooling, resizing, and a classifier. */
export const IMAGE: ModelSpec = {
  inputs: [{ name: 'image', dtype: 'float32', shape: [1, 3, 16, 16] }],
  outputs: [{ name: 'probabilities', dtype: 'float32', shape: [1, 10] }],
  weights: [
    weight('mean', [1, 3, 1, 1], [0.485, 0.456, 0.406]),
    weight('std', [1, 3, 1, 1], [0.229, 0.224, 0.225]),
    random('c1.w', [8, 3, 3, 3], 1),
    random('c1.b', [8], 2),
    random('c2.w', [8, 8, 3, 3], 3),
    random('c2.b', [8], 4),
    ...['bn1', 'bn2'].flatMap((name, index) => [
      random(`${name}.scale`, [8], 10 + index),
      random(`${name}.bias`, [8], 20 + index),
      random(`${name}.mean`, [8], 30 + index),
      weight(`${name}.var`, [8], ones(8)),
    ]),
    weight('roi', [0], []),
    weight('scales', [4], [1, 1, 2, 2]),
    random('fc.w', [10, 8], 5),
    random('fc.b', [10], 6),
  ],
  nodes: [
    { op: 'Sub', inputs: ['image', 'mean'], outputs: ['centred'] },
    { op: 'Div', inputs: ['centred', 'std'], outputs: ['normal'] },
    {
      op: 'Conv',
      name: 'c1',
      inputs: ['normal', 'c1.w', 'c1.b'],
      outputs: ['f1'],
      attributes: { pads: { ints: [1, 1, 1, 1] }, strides: { ints: [1, 1] } },
    },
    batchNormalization('bn1', 'f1', 'n1'),
    { op: 'Relu', inputs: ['n1'], outputs: ['r1'] },
    {
      op: 'Conv',
      name: 'c2',
      inputs: ['r1', 'c2.w', 'c2.b'],
      outputs: ['f2'],
      attributes: { pads: { ints: [1, 1, 1, 1] }, strides: { ints: [2, 2] } },
    },
    batchNormalization('bn2', 'f2', 'n2'),
    { op: 'Relu', inputs: ['n2'], outputs: ['r2'] },
    {
      op: 'AveragePool',
      name: 'pool',
      inputs: ['r2'],
      outputs: ['p'],
      attributes: { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] }, count_include_pad: { int: 1 } },
    },
    {
      op: 'Resize',
      name: 'up',
      inputs: ['p', 'roi', 'scales'],
      outputs: ['u'],
      attributes: { mode: { string: 'linear' }, coordinate_transformation_mode: { string: 'half_pixel' } },
    },
    { op: 'GlobalAveragePool', inputs: ['u'], outputs: ['g'] },
    { op: 'Flatten', inputs: ['g'], outputs: ['flat'] },
    {
      op: 'Gemm',
      name: 'fc',
      inputs: ['flat', 'fc.w', 'fc.b'],
      outputs: ['logits'],
      attributes: { transB: { int: 1 } },
    },
    { op: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
  ],
};

function batchNormalization(name: string, input: string, output: string): NodeSpec {
  return {
    op: 'BatchNormalization',
    name,
    inputs: [input, ...['scale', 'bias', 'mean', 'var'].map((part) => `${name}.${part}`)],
    outputs: [output],
    attributes: { epsilon: { float: 1e-5 } },
  };
}

const WIDTH = 32;

/** Embeddings with positions, one block of attention with a mask, and a dense layer with GELU. */
export const TEXT: ModelSpec = {
  inputs: [
    { name: 'ids', dtype: 'int64', shape: ['N', 12] },
    { name: 'mask', dtype: 'float32', shape: ['N', 12, 12] },
  ],
  outputs: [{ name: 'hidden', dtype: 'float32', shape: ['N', 12, WIDTH] }],
  weights: [
    random('words', [50, WIDTH], 1),
    random('places', [20, WIDTH], 2),
    int64s(
      'position_ids',
      [1, 12],
      Array.from({ length: 12 }, (_, index) => index),
    ),
    ...['q', 'k', 'v', 'o', 'up'].map((name, index) => random(`${name}.w`, [WIDTH, WIDTH], 10 + index)),
    random('up.b', [WIDTH], 20),
    random('norm.scale', [WIDTH], 21),
    random('norm.bias', [WIDTH], 22),
    weight('root', [], [Math.sqrt(WIDTH)]),
    weight('sqrt2', [], [Math.SQRT2]),
    weight('one', [], [1]),
    weight('half', [], [0.5]),
    weight('cubic', [], [0.044715]),
    weight('three', [], [3]),
    weight('linear', [], [Math.sqrt(2 / Math.PI)]),
    weight('quick', [], [1.702]),
  ],
  nodes: [
    { op: 'Gather', name: 'word', inputs: ['words', 'ids'], outputs: ['word'] },
    { op: 'Gather', name: 'place', inputs: ['places', 'position_ids'], outputs: ['place'] },
    { op: 'Add', inputs: ['word', 'place'], outputs: ['x'] },
    { op: 'MatMul', name: 'q', inputs: ['x', 'q.w'], outputs: ['q'] },
    { op: 'MatMul', name: 'k', inputs: ['x', 'k.w'], outputs: ['k'] },
    { op: 'MatMul', name: 'v', inputs: ['x', 'v.w'], outputs: ['v'] },
    { op: 'Transpose', inputs: ['k'], outputs: ['kT'], attributes: { perm: { ints: [0, 2, 1] } } },
    { op: 'MatMul', name: 'products', inputs: ['q', 'kT'], outputs: ['products'] },
    { op: 'Div', inputs: ['products', 'root'], outputs: ['scores'] },
    { op: 'Add', inputs: ['scores', 'mask'], outputs: ['masked'] },
    { op: 'Softmax', name: 'softmax', inputs: ['masked'], outputs: ['weights'], attributes: { axis: { int: -1 } } },
    { op: 'MatMul', inputs: ['weights', 'v'], outputs: ['mixed'] },
    { op: 'MatMul', name: 'o', inputs: ['mixed', 'o.w'], outputs: ['o'] },
    { op: 'Add', inputs: ['x', 'o'], outputs: ['residual'] },
    {
      op: 'LayerNormalization',
      name: 'norm',
      inputs: ['residual', 'norm.scale', 'norm.bias'],
      outputs: ['n'],
      attributes: { axis: { int: -1 }, epsilon: { float: 1e-5 } },
    },
    { op: 'MatMul', name: 'up', inputs: ['n', 'up.w'], outputs: ['up'] },
    { op: 'Add', name: 'up.bias', inputs: ['up', 'up.b'], outputs: ['dense'] },
    { op: 'Div', inputs: ['dense', 'sqrt2'], outputs: ['argument'] },
    { op: 'Erf', inputs: ['argument'], outputs: ['erf'] },
    { op: 'Add', inputs: ['erf', 'one'], outputs: ['cumulative'] },
    { op: 'Mul', inputs: ['dense', 'cumulative'], outputs: ['product'] },
    { op: 'Mul', name: 'gelu', inputs: ['product', 'half'], outputs: ['activated'] },
    { op: 'Add', inputs: ['activated', 'residual'], outputs: ['hidden'] },
  ],
};

export function fileOf(spec: ModelSpec, ...edits: readonly Edit[]): Uint8Array {
  return buildModel(edits.reduce((now, edit) => edit(now), spec));
}

/** Other attributes at the nodes with these names. */
export function attributes(more: NonNullable<NodeSpec['attributes']>, ...names: readonly string[]): Edit {
  return (spec) => ({
    ...spec,
    nodes: spec.nodes.map((node) =>
      names.includes(node.name ?? '') ? { ...node, attributes: { ...node.attributes, ...more } } : node,
    ),
  });
}

/** Other numbers in the weights that a pattern matches, from what they were. */
export function numbers(
  pattern: RegExp,
  change: (values: Float32Array, shape: readonly number[]) => Float32Array,
): Edit {
  return (spec) => ({
    ...spec,
    weights: (spec.weights ?? []).map((one) => {
      if (one.dtype !== 'float32' || !pattern.test(one.name)) return one;
      return weight(one.name, one.shape, change(new Float32Array(one.bytes.slice().buffer), one.shape));
    }),
  });
}

/** Every number changed on its own. */
export const each = (pattern: RegExp, change: (value: number, index: number) => number): Edit =>
  numbers(pattern, (values) => values.map(change));

/** Nodes in place of those that make these values. */
export function nodesFor(outputs: readonly string[], ...by: readonly NodeSpec[]): Edit {
  return (spec) => {
    const at = spec.nodes.findIndex((node) => outputs.includes(node.outputs[0] ?? ''));
    const kept = (nodes: readonly NodeSpec[]) => nodes.filter((node) => !outputs.includes(node.outputs[0] ?? ''));
    return { ...spec, nodes: [...kept(spec.nodes.slice(0, at)), ...by, ...kept(spec.nodes.slice(at))] };
  };
}

/** A value read instead of another one. */
export function reading(from: string, to: string): Edit {
  return (spec) => ({
    ...spec,
    nodes: spec.nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === from ? to : name)) })),
  });
}

export { int64s };
