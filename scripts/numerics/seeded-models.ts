import { type GraphBuilder, graphBuilder } from './graph-builder.js';

/** A small network of a kind with its own behaviour under rounding. Its weights are not trained. */
export interface SeededModel {
  readonly id: string;
  readonly what: string;
  /** Its ONNX file. */
  build(): Uint8Array;
}

/** An output of a graph. */
interface Output {
  readonly value: string;
  readonly shape: readonly number[];
}

const WIDTH = 64;
const TOKENS = 16;
const HEADS = 4;

function linear(g: GraphBuilder, x: string, inputs: number, outputs: number): string {
  return g.op('Add', [g.op('MatMul', [x, g.weight([inputs, outputs])]), g.weight([outputs], 0.1)]);
}

function layerNorm(g: GraphBuilder, x: string): string {
  return g.op('LayerNormalization', [x, g.weight([WIDTH], 0.1, 1), g.weight([WIDTH], 0.1)], { epsilon: { f: 1e-5 } });
}

function gelu(g: GraphBuilder, x: string): string {
  const erf = g.op('Erf', [g.op('Div', [x, g.number(Math.SQRT2)])]);
  return g.op('Mul', [g.op('Mul', [x, g.op('Add', [erf, g.number(1)])]), g.number(0.5)]);
}

function attention(g: GraphBuilder, x: string): string {
  const head = WIDTH / HEADS;
  const split = (y: string, perm: readonly number[]) =>
    g.op('Transpose', [g.op('Reshape', [y, g.integers([1, TOKENS, HEADS, head])])], { perm });
  const q = split(linear(g, x, WIDTH, WIDTH), [0, 2, 1, 3]);
  const k = split(linear(g, x, WIDTH, WIDTH), [0, 2, 3, 1]);
  const v = split(linear(g, x, WIDTH, WIDTH), [0, 2, 1, 3]);
  const scores = g.op('Mul', [g.op('MatMul', [q, k]), g.number(1 / Math.sqrt(head))]);
  const mixed = g.op('MatMul', [g.op('Softmax', [scores], { axis: -1 }), v]);
  const joined = g.op('Reshape', [g.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), g.integers([1, TOKENS, WIDTH])]);
  return linear(g, joined, WIDTH, WIDTH);
}

/** Computes the output from the last normalised tokens, float32[1, 16, 64]. */
type Head = (g: GraphBuilder, x: string) => Output;

function transformer(seed: number, layers: number, head: Head): Uint8Array {
  const g = graphBuilder(seed);
  let x = 'x';
  for (let layer = 0; layer < layers; layer++) {
    x = g.op('Add', [x, attention(g, layerNorm(g, x))]);
    const hidden = gelu(g, linear(g, layerNorm(g, x), WIDTH, 4 * WIDTH));
    x = g.op('Add', [x, linear(g, hidden, 4 * WIDTH, WIDTH)]);
  }
  return g.finish({ x: [1, TOKENS, WIDTH] }, { y: head(g, layerNorm(g, x)) });
}

function convNet(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const same = { pads: [1, 1, 1, 1] };
  const conv = (x: string, inputs: number, outputs: number, more: { readonly strides?: readonly number[] } = {}) => {
    const weight = g.weight([outputs, inputs, 3, 3], 1 / Math.sqrt(inputs * 9));
    return g.op('Conv', [x, weight, g.weight([outputs], 0.1)], { kernel_shape: [3, 3], ...same, ...more });
  };
  const batchNorm = (x: string, n: number) => {
    const [scale, shift, mean] = [g.weight([n], 0.1, 1), g.weight([n], 0.1), g.weight([n], 0.1)];
    return g.op('BatchNormalization', [x, scale, shift, mean, g.weight([n], 0.01, 0.3)], { epsilon: { f: 1e-5 } });
  };
  const stem = g.op('Relu', [batchNorm(conv('image', 3, 16, { strides: [2, 2] }), 16)]);
  const pooled = g.op('AveragePool', [stem], { kernel_shape: [3, 3], strides: [2, 2], ...same });
  const block = g.op('Relu', [batchNorm(conv(pooled, 16, 16), 16)]);
  const features = g.op('Add', [pooled, conv(block, 16, 16)]);
  const flat = g.op('Flatten', [g.op('GlobalAveragePool', [features])], { axis: 1 });
  const logits = linear(g, flat, 16, 10);
  return g.finish(
    { image: [1, 3, 32, 32] },
    {
      features: { value: features, shape: [1, 16, 8, 8] },
      scores: { value: g.op('Softmax', [logits], { axis: -1 }), shape: [1, 10] },
    },
  );
}

function lstm(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const [inputs, hidden] = [24, 32];
  const deviation = 1 / Math.sqrt(hidden);
  const all = g.op(
    'LSTM',
    [
      'x',
      g.weight([1, 4 * hidden, inputs], deviation),
      g.weight([1, 4 * hidden, hidden], deviation),
      g.weight([1, 8 * hidden], 0.1),
    ],
    { hidden_size: hidden },
  );
  const steps = g.op('Squeeze', [all, g.integers([1])]);
  return g.finish({ x: [20, 1, inputs] }, { y: { value: linear(g, steps, hidden, 8), shape: [20, 1, 8] } });
}

/** The variance as E[x²] − E[x]² of values far from zero: what is left after the subtraction is mostly rounding. */
function cancellation(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const x = g.op('Add', [g.op('MatMul', ['x', g.weight([32, 64])]), g.weight([64], 0.1, 50)]);
  const mean = (value: string) => g.op('ReduceMean', [value], { axes: [-1], keepdims: 1 });
  const squared = mean(g.op('Mul', [x, x]));
  const average = mean(x);
  const variance = g.op('Sub', [squared, g.op('Mul', [average, average])]);
  const normed = g.op('Div', [g.op('Sub', [x, average]), g.op('Sqrt', [g.op('Add', [variance, g.number(1e-3)])])]);
  return g.finish({ x: [8, 32] }, { y: { value: normed, shape: [8, 64] } });
}

function deepMlp(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  let x = 'x';
  for (let layer = 0; layer < 24; layer++) {
    const hidden = g.op('Tanh', [linear(g, x, 64, 64)]);
    x = layer === 0 ? hidden : g.op('Add', [x, hidden]);
  }
  return g.finish({ x: [4, 64] }, { y: { value: linear(g, x, 64, 6), shape: [4, 6] } });
}

/** The mean of a feature map with something behind it, which hides from a static look that a sum is what rounds. */
export function averages(seed: number, size: number): Uint8Array {
  const g = graphBuilder(seed);
  const weight = g.weight([16, 3, 3, 3], 1 / Math.sqrt(27));
  const features = g.op('Relu', [
    g.op('Conv', ['image', weight, g.weight([16], 0.1)], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
  ]);
  const flat = g.op('Flatten', [g.op('GlobalAveragePool', [features])], { axis: 1 });
  return g.finish({ image: [1, 3, size, size] }, { y: { value: linear(g, flat, 16, 10), shape: [1, 10] } });
}

/** A mel front end: the spectrogram less its mean, which is small because terms cancel. */
export function centred(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const mean = g.op('ReduceMean', ['mel'], { axes: [1, 2], keepdims: 1 });
  const x = g.op('Sub', ['mel', mean]);
  const scaled = g.op('Mul', [mean, g.number(34)]);
  return g.finish(
    { mel: [1, 48, 64] },
    { y: { value: linear(g, x, 64, 8), shape: [1, 48, 8] }, level: { value: scaled, shape: [1, 1, 1] } },
  );
}

/** Products of many terms of one sign, as behind an activation. */
export function wideProducts(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const hidden = g.op('Relu', [linear(g, 'x', 32, 4096)]);
  const positive = g.op('MatMul', [hidden, g.weight([4096, 32], 0.3 / 64, 1 / 64)]);
  return g.finish({ x: [4, 32] }, { y: { value: linear(g, positive, 32, 8), shape: [4, 8] } });
}

function logits(factor: number): Head {
  return (g, x) => ({
    value: g.op('Mul', [linear(g, x, WIDTH, 10), g.number(factor)]),
    shape: [1, TOKENS, 10],
  });
}

/** 3700 classes: a typical probability is 2.7e-4. */
function probabilities(g: GraphBuilder, x: string): Output {
  return { value: g.op('Softmax', [linear(g, x, WIDTH, 3700)], { axis: -1 }), shape: [1, TOKENS, 3700] };
}

export const seededModels: readonly SeededModel[] = [
  { id: 'transformer', what: '2 blocks, logits of size 1', build: () => transformer(1, 2, logits(1)) },
  { id: 'transformer-large', what: 'the same with logits of size 1000', build: () => transformer(2, 2, logits(1000)) },
  {
    id: 'transformer-small',
    what: 'the same with 3700 probabilities of size 2.7e-4',
    build: () => transformer(3, 2, probabilities),
  },
  { id: 'transformer-deep', what: '24 blocks', build: () => transformer(4, 24, logits(1)) },
  { id: 'conv-net', what: 'convolutions, batch normalisation, average pooling', build: () => convNet(5) },
  { id: 'lstm', what: '20 steps', build: () => lstm(6) },
  { id: 'cancellation', what: 'normalises by E[x²] − E[x]² around 50', build: () => cancellation(7) },
  { id: 'deep-mlp', what: '24 residual layers of tanh', build: () => deepMlp(8) },
  ...[7, 28, 112, 224].map((size) => ({
    id: `average-${size}`,
    what: `a product behind the average of ${size}×${size} values`,
    build: () => averages(9, size),
  })),
  { id: 'centred', what: 'less its mean, and the mean times 34', build: () => centred(10) },
  { id: 'wide-products', what: 'products of 4096 terms of one sign', build: () => wideProducts(11) },
];
