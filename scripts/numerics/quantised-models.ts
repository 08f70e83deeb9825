import { type GraphBuilder, graphBuilder } from './graph-builder.js';
import type { SeededModel } from './seeded-models.js';

/** Ends the ids of models whose 8-bit products exceed 16 bits when two of them are added. */
const SATURATING = '-saturating';
/** The largest weight whose products with 255 do not: 2·255·63 is less than 2^15. */
const SAFE = 63;
const LARGEST = 127;

/** Whether kernels that add 8-bit products in 16 bits compute something else on this model. */
export const isSaturating = (id: string): boolean => id.endsWith(SATURATING);

/** Rounded to a step of an activation, and back: float32 in between, for a runtime that does not fuse them. */
function quantised(g: GraphBuilder, x: string, scale: number): string {
  const [step, zero] = [g.number(scale), g.zeroPoint(0, 'uint8')];
  return g.op('DequantizeLinear', [g.op('QuantizeLinear', [x, step, zero]), step, zero]);
}

function weights(g: GraphBuilder, shape: readonly number[], most: number): string {
  const deviation = 1 / Math.sqrt(shape.slice(1).reduce((product, size) => product * size, 1));
  return g.op('DequantizeLinear', [g.int8(shape, most), g.number((2 * deviation) / most), g.zeroPoint(0, 'int8')]);
}

/** Quantisers around float operators, as converters that calibrate write them. */
function convolutions(seed: number, most: number): Uint8Array {
  const g = graphBuilder(seed);
  const pads = { pads: [1, 1, 1, 1] };
  const image = quantised(g, g.op('Relu', ['image']), 0.05);
  const first = g.op('Relu', [g.op('Conv', [image, weights(g, [16, 3, 3, 3], most)], pads)]);
  const second = g.op('Conv', [quantised(g, first, 0.05), weights(g, [8, 16, 3, 3], most)], pads);
  return g.finish({ image: [1, 3, 16, 16] }, { y: { value: second, shape: [1, 8, 16, 16] } });
}

/** Operators that take and give 8 bits. */
function integerProducts(seed: number, most: number): Uint8Array {
  const g = graphBuilder(seed);
  const zero = g.zeroPoint(0, 'uint8');
  const none = g.zeroPoint(0, 'int8');
  const product = (x: string, from: string, inputs: number, outputs: number, to: string) => {
    const scale = g.number(2 / Math.sqrt(inputs) / most);
    return g.op('QLinearMatMul', [x, from, zero, g.int8([inputs, outputs], most), scale, none, to, zero]);
  };
  const [input, hidden, output] = [g.number(0.05), g.number(0.04), g.number(0.02)];
  const x = g.op('QuantizeLinear', [g.op('Relu', ['x']), input, zero]);
  const y = product(product(x, input, 64, 64, hidden), hidden, 64, 16, output);
  return g.finish({ x: [8, 64] }, { y: { value: g.op('DequantizeLinear', [y, output, zero]), shape: [8, 16] } });
}

/** Networks in 8 bits, with weights small enough for any kernel, and with those that need sums of 32 bits. */
export const quantisedModels: readonly SeededModel[] = [
  { id: 'qdq', what: 'convolutions between quantisers, weights in 7 bits', build: () => convolutions(21, SAFE) },
  {
    id: `qdq${SATURATING}`,
    what: 'the same with weights in 8 bits',
    build: () => convolutions(22, LARGEST),
  },
  { id: 'qoperator', what: 'products of 8-bit integers, weights in 7 bits', build: () => integerProducts(23, SAFE) },
  {
    id: `qoperator${SATURATING}`,
    what: 'the same with weights in 8 bits',
    build: () => integerProducts(24, LARGEST),
  },
];
