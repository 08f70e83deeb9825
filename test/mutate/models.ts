import { onnx } from '../../src/onnx/proto/onnx.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { buildModel, type WeightSpec, weight } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** A weight of ordinary size for its fan-in. */
export function random(name: string, shape: readonly number[], seed: number): WeightSpec {
  const scale = 1 / Math.sqrt(count(shape.slice(1)));
  return weight(
    name,
    shape,
    randomFloats(seed, count(shape)).map((value) => value * scale),
  );
}

/** `image` [1, 3, 8, 8] → `map` [1, 4, 8, 8] and `scores` [1, 5]: everything that convolution nets are made of. */
export function convolutionNet(): Uint8Array {
  return buildModel({
    inputs: [{ name: 'image', dtype: 'float32', shape: [1, 3, 8, 8] }],
    outputs: [
      { name: 'map', dtype: 'float32', shape: [1, 4, 8, 8] },
      { name: 'scores', dtype: 'float32', shape: [1, 5] },
    ],
    weights: [
      random('k1', [4, 3, 3, 3], 1),
      random('b1', [4], 2),
      random('k2', [4, 4, 3, 3], 3),
      random('k3', [4, 4, 2, 2], 4),
      weight('gamma', [4], [1, 0.9, 1.1, 1.2]),
      weight('beta', [4], [0.1, -0.2, 0.3, 0]),
      weight('mean', [4], [0, 0.1, -0.1, 0.2]),
      weight('variance', [4], [1, 0.8, 1.2, 0.5]),
      weight('scales', [4], [1, 1, 2, 2]),
      random('head', [4, 5], 5),
      random('offset', [5], 6),
    ],
    nodes: [
      {
        op: 'Conv',
        name: 'symmetric',
        inputs: ['image', 'k1', 'b1'],
        outputs: ['c1'],
        attributes: { pads: { ints: [1, 1, 1, 1] } },
      },
      {
        op: 'BatchNormalization',
        name: 'norm',
        inputs: ['c1', 'gamma', 'beta', 'mean', 'variance'],
        outputs: ['n1'],
        attributes: { epsilon: { float: 1e-3 } },
      },
      { op: 'Relu', inputs: ['n1'], outputs: ['r1'] },
      {
        op: 'Conv',
        name: 'same',
        inputs: ['r1', 'k2'],
        outputs: ['c2'],
        attributes: { auto_pad: { string: 'SAME_UPPER' }, strides: { ints: [2, 2] } },
      },
      {
        op: 'Conv',
        name: 'asymmetric',
        inputs: ['c2', 'k3'],
        outputs: ['c3'],
        attributes: { pads: { ints: [0, 0, 1, 1] } },
      },
      {
        op: 'AveragePool',
        name: 'pool',
        inputs: ['c3'],
        outputs: ['p'],
        attributes: { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } },
      },
      {
        op: 'Resize',
        name: 'resize',
        inputs: ['p', '', 'scales'],
        outputs: ['up'],
        attributes: { mode: { string: 'nearest' }, nearest_mode: { string: 'floor' } },
      },
      { op: 'Add', name: 'skip', inputs: ['up', 'r1'], outputs: ['map'] },
      { op: 'GlobalAveragePool', inputs: ['map'], outputs: ['g'] },
      { op: 'Flatten', inputs: ['g'], outputs: ['f'] },
      { op: 'Gemm', name: 'gemm', inputs: ['f', 'head', 'offset'], outputs: ['scores'] },
    ],
  });
}

/** `x` [N, 4, 8] → `y` [N, 4, 8]: one head of attention, normalisations in both spellings, a GELU by erf. */
export function attentionNet(): Uint8Array {
  return buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 4, 8] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: ['N', 4, 8] }],
    weights: [
      random('wq', [8, 8], 1),
      random('wk', [8, 8], 2),
      random('wv', [8, 8], 3),
      random('up', [8, 16], 4),
      random('down', [16, 8], 5),
      random('bias', [16], 6),
      weight('one', [8], new Array(8).fill(1)),
      weight('epsilon', [], [1e-5]),
      weight('two', [], [2]),
      weight('root', [], [Math.SQRT2]),
      weight('unit', [], [1]),
      weight('half', [], [0.5]),
    ],
    nodes: [
      { op: 'LayerNormalization', name: 'norm', inputs: ['x', 'one'], outputs: ['n'] },
      { op: 'MatMul', name: 'query', inputs: ['n', 'wq'], outputs: ['q'] },
      { op: 'MatMul', name: 'key', inputs: ['n', 'wk'], outputs: ['k'] },
      { op: 'MatMul', name: 'value', inputs: ['n', 'wv'], outputs: ['v'] },
      { op: 'Transpose', inputs: ['k'], outputs: ['kt'], attributes: { perm: { ints: [0, 2, 1] } } },
      { op: 'MatMul', name: 'scores', inputs: ['q', 'kt'], outputs: ['s'] },
      { op: 'Softmax', inputs: ['s'], outputs: ['a'], attributes: { axis: { int: -1 } } },
      { op: 'MatMul', name: 'mix', inputs: ['a', 'v'], outputs: ['m'] },
      { op: 'Add', name: 'residual', inputs: ['x', 'm'], outputs: ['r'] },
      // RMS normalisation, spelled out.
      { op: 'Pow', inputs: ['r', 'two'], outputs: ['squares'] },
      { op: 'ReduceMean', inputs: ['squares'], outputs: ['power'], attributes: { axes: { ints: [-1] } } },
      { op: 'Add', name: 'guard', inputs: ['power', 'epsilon'], outputs: ['guarded'] },
      { op: 'Sqrt', inputs: ['guarded'], outputs: ['size'] },
      { op: 'Div', inputs: ['r', 'size'], outputs: ['unitary'] },
      { op: 'MatMul', name: 'up', inputs: ['unitary', 'up'], outputs: ['h'] },
      { op: 'Add', name: 'shift', inputs: ['h', 'bias'], outputs: ['hb'] },
      // GELU by erf.
      { op: 'Div', inputs: ['hb', 'root'], outputs: ['z'] },
      { op: 'Erf', name: 'erf', inputs: ['z'], outputs: ['e'] },
      { op: 'Add', inputs: ['e', 'unit'], outputs: ['e1'] },
      { op: 'Mul', inputs: ['hb', 'e1'], outputs: ['he'] },
      { op: 'Mul', inputs: ['he', 'half'], outputs: ['gelu'] },
      { op: 'MatMul', name: 'down', inputs: ['gelu', 'down'], outputs: ['d'] },
      { op: 'Add', name: 'output', inputs: ['d', 'r'], outputs: ['y'] },
    ],
  });
}

/** `x` [3, N, 4] → `y` [3, 1, N, 5] and `last` [1, N, 5]: a GRU. */
export function recurrentNet(): Uint8Array {
  return buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [3, 'N', 4] }],
    outputs: [
      { name: 'y', dtype: 'float32', shape: [3, 1, 'N', 5] },
      { name: 'last', dtype: 'float32', shape: [1, 'N', 5] },
    ],
    weights: [random('W', [1, 15, 4], 1), random('R', [1, 15, 5], 2), random('B', [1, 30], 3)],
    nodes: [
      {
        op: 'GRU',
        name: 'gru',
        inputs: ['x', 'W', 'R', 'B'],
        outputs: ['y', 'last'],
        attributes: { hidden_size: { int: 5 } },
      },
    ],
  });
}

/** `x` [2], `flag` bool → `y` [2]: x·W in one branch of an If, x·V in the other; both call their weight `w`. */
export function branchingNet(): Uint8Array {
  const branch = (seed: number): onnx.GraphProto.$Properties => ({
    name: `branch${seed}`,
    initializer: [{ name: 'w', dims: [2, 2], dataType: 1, rawData: bytesOf(randomFloats(seed, 4)) }],
    node: [{ opType: 'MatMul', name: `matmul${seed}`, input: ['x', 'w'], output: [`y${seed}`] }],
    output: [{ name: `y${seed}`, type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }] } } } }],
  });
  const attribute = (name: string, g: onnx.GraphProto.$Properties) => ({
    name,
    type: onnx.AttributeProto.AttributeType.GRAPH,
    g,
  });
  const port = (name: string, elemType: number, dim: { dimValue: number }[]) => ({
    name,
    type: { tensorType: { elemType, shape: { dim } } },
  });
  return onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'graph',
      input: [port('x', 1, [{ dimValue: 2 }]), port('flag', 9, [])],
      output: [port('y', 1, [{ dimValue: 2 }])],
      node: [
        {
          opType: 'If',
          name: 'if',
          input: ['flag'],
          output: ['y'],
          attribute: [attribute('then_branch', branch(3)), attribute('else_branch', branch(4))],
        },
      ],
    },
  }).finish();
}
