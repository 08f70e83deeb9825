import type { Recipes } from '../../src/config/recipe.js';
import { type GraphBuilder, graphBuilder } from '../numerics/graph-builder.js';

/** A fault of a current release, in the middle of a small network. */
export interface KnownFault {
  readonly id: string;
  readonly what: string;
  /** Runtimes that are known to have it. */
  readonly runtimes: readonly string[];
  /** Operator that is wrong. */
  readonly operator: string;
  build(): Uint8Array;
  readonly inputs: Recipes;
}

const IMAGE = [1, 8, 8, 8];
const NORMAL = (name: string): Recipes => ({ [name]: { normal: [0, 1] } });

function conv(g: GraphBuilder, x: string, inputs: number, outputs: number): string {
  const weight = g.weight([outputs, inputs, 3, 3], 1 / Math.sqrt(9 * inputs));
  return g.op('Conv', [x, weight, g.weight([outputs], 0.1)], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
}

/** A convolution, the operator, a convolution and an activation. */
function around(operator: (g: GraphBuilder, x: string) => string): Uint8Array {
  const g = graphBuilder(31);
  const before = g.op('Relu', [conv(g, 'x', 8, 8)]);
  const x = g.op('Sub', [before, conv(g, before, 8, 8)]);
  const after = conv(g, operator(g, x), 8, 4);
  return g.finish({ x: IMAGE }, { y: { value: g.op('Tanh', [after]), shape: [1, 4, 'h', 'w'] } });
}

/** Where the logistic functions are nearly zero, and what is left of them is scaled up. */
function tail(operator: string): Uint8Array {
  const g = graphBuilder(32);
  const x = g.op('Sub', [g.op('MatMul', ['x', g.weight([16, 16])]), g.number(12)]);
  const scaled = g.op('Mul', [g.op(operator, [x]), g.number(1e5)]);
  const y = g.op('MatMul', [scaled, g.weight([16, 4])]);
  return g.finish({ x: [4, 16] }, { y: { value: y, shape: [4, 4] } });
}

function lengths(): Uint8Array {
  const g = graphBuilder(33);
  const all = g.op(
    'LSTM',
    [
      g.op('Tanh', ['x']),
      g.weight([1, 32, 8], 0.3),
      g.weight([1, 32, 8], 0.3),
      g.weight([1, 64], 0.1),
      g.int32([3, 5]),
    ],
    { hidden_size: 8 },
  );
  const y = g.op('MatMul', [g.op('Squeeze', [all, g.integers([1])]), g.weight([8, 4])]);
  return g.finish({ x: [6, 2, 8] }, { y: { value: y, shape: [6, 2, 4] } });
}

/** InstanceNormalization of sizes that are open. */
function openSizes(): Uint8Array {
  const g = graphBuilder(34);
  const pooled = g.op('MaxPool', [conv(g, 'x', 8, 8)], { kernel_shape: [2, 2], strides: [2, 2] });
  const flat = g.op('Reshape', [pooled, g.integers([0, 4, -1])]);
  const normed = g.op('InstanceNormalization', [flat, g.weight([4], 0.1, 1), g.weight([4], 0.1)], {
    epsilon: { f: 1e-5 },
  });
  return g.finish({ x: ['n', 8, 'h', 'w'] }, { y: { value: g.op('Tanh', [normed]), shape: ['n', 4, 'k'] } });
}

/** What is left of the activation behind the convolution of magika, a network that tells the types of files. */
function layouts(): Uint8Array {
  const g = graphBuilder(35);
  const made = g.op('Conv', ['x', g.weight([8, 1, 5, 1], 0.5)], { kernel_shape: [5, 1] });
  const activated = g.op('Tanh', [g.op('Squeeze', [made, g.integers([3])])]);
  // A mean of 1 without deviation: all ones.
  const y = g.op('Mul', [g.number(0.5), g.op('Add', [g.weight([1, 1, 1], 0, 1), activated])]);
  return g.finish({ x: [1, 1, 16, 1] }, { y: { value: y, shape: [1, 8, 12] } });
}

export const knownFaults: readonly KnownFault[] = [
  {
    id: 'prelu',
    what: 'PRelu with a slope of shape (C,): ONNX broadcasts it over the last axis',
    runtimes: ['openvino', 'ncnn', 'mnn', 'litert', 'tvm'],
    operator: 'PRelu',
    build: () => around((g, x) => g.op('PRelu', [x, g.weight([8], 0.2)])),
    inputs: NORMAL('x'),
  },
  {
    id: 'softplus',
    what: 'Softplus as log(1 + eˣ)',
    runtimes: ['mnn', 'ncnn', 'tract', 'tvm'],
    operator: 'Softplus',
    build: () => tail('Softplus'),
    inputs: NORMAL('x'),
  },
  {
    id: 'lrn',
    what: 'LRN',
    runtimes: ['onnx-reference'],
    operator: 'LRN',
    build: () => around((g, x) => g.op('LRN', [x], { size: 3, alpha: { f: 0.5 }, beta: { f: 0.75 } })),
    inputs: NORMAL('x'),
  },
  {
    id: 'lengths',
    what: 'an LSTM that ignores sequence_lens',
    runtimes: ['onnx-reference', 'iree'],
    operator: 'LSTM',
    build: lengths,
    inputs: NORMAL('x'),
  },
  {
    id: 'open-sizes',
    what: 'InstanceNormalization of open sizes behind MaxPool and Reshape',
    runtimes: ['iree'],
    operator: 'InstanceNormalization',
    build: openSizes,
    inputs: { x: { shape: [1, 8, 12, 12], normal: [0, 1] } },
  },
  {
    id: 'cubic',
    what: 'cubic Resize at the border',
    runtimes: ['mnn'],
    operator: 'Resize',
    build: () => around((g, x) => g.op('Resize', [x, '', g.floats([1, 1, 2, 2])], { mode: 'cubic' })),
    inputs: NORMAL('x'),
  },
  {
    id: 'layouts',
    what: 'a constant of shape (1, 1, 1) that is added to three axes behind a Conv, a Squeeze and a Tanh (magika)',
    runtimes: ['mnn'],
    operator: 'Add',
    build: layouts,
    inputs: NORMAL('x'),
  },
];
