import { intOf } from '../../onnx/attributes.js';
import type { FlatNode, Source } from '../flat-graph.js';

/** A layer before and after normalisations went into its weights, and how to read their numbers. */
export interface Folding {
  /** In order. */
  readonly chain: readonly FlatNode[];
  readonly layer: FlatNode;
  readonly folded: FlatNode;
  /** Whether the normalisations come before the layer. */
  readonly isBefore: boolean;
  /** Numbers of the model with the normalisations; null for what is no constant, or too large. */
  numbers(source: Source | undefined): Float64Array | null;
  /** Numbers of the other model. */
  foldedNumbers(source: Source | undefined): Float64Array | null;
}

/**
 * How far the weights and the bias of the folded layer are from what folding gives, in parts of the largest of them; null
 * where that is not worked out here.
 */
export function foldingError(folding: Folding): number | null {
  const { layer, folded, isBefore, numbers, foldedNumbers } = folding;
  const weights = numbers(layer.inputs[1]);
  const now = foldedNumbers(folded.inputs[1]);
  const shape = shapeOf(layer.inputs[1]);
  const channels = channelsOf(layer, shape);
  const affine = affineOf(folding);
  if (weights === null || now === null || now.length !== weights.length || channels === null || affine === null)
    return null;
  const { from, to, inputs, outputs } = channels;
  const [scaled, size] = isBefore ? [from, inputs] : [to, outputs];
  if (![1, size].includes(affine.factors.length) || ![1, size].includes(affine.shifts.length)) return null;
  const bias = layer.inputs[2] === undefined ? new Float64Array(outputs) : numbers(layer.inputs[2]);
  if (bias === null) return null;
  const expected = weights.map((value, index) => value * at(affine.factors, scaled(index)));
  const shifted = Float64Array.from(bias, (value, output) =>
    isBefore ? value : value * at(affine.factors, output) + at(affine.shifts, output),
  );
  if (isBefore)
    for (const [index, value] of weights.entries()) {
      const output = to(index);
      shifted[output] = (shifted[output] ?? 0) + value * at(affine.shifts, from(index));
    }
  const ownBias = folded.inputs[2] === undefined ? null : foldedNumbers(folded.inputs[2]);
  return Math.max(distance(expected, now), ownBias === null ? 0 : distance(shifted, ownBias));
}

const at = (values: ArrayLike<number>, index: number): number => values[values.length === 1 ? 0 : index] ?? Number.NaN;

function distance(expected: Float64Array, found: Float64Array): number {
  if (expected.length !== found.length) return Number.POSITIVE_INFINITY;
  let [largest, off] = [0, 0];
  for (const [index, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs(value));
    off = Math.max(off, Math.abs(value - (found[index] ?? Number.NaN)));
  }
  return off === 0 ? 0 : off / largest;
}

function shapeOf(source: Source | undefined): number[] {
  return source?.kind === 'constant' ? (source.tensor.dims ?? []).map(Number) : [];
}

interface Channels {
  /** Of the place of a weight: the channel that it reads, and the one that it goes into. */
  from(index: number): number;
  to(index: number): number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Null for a layer of which it is not known. */
function channelsOf(layer: FlatNode, shape: readonly number[]): Channels | null {
  const [first = 0, second = 0] = shape;
  const inner = shape.slice(2).reduce((product, one) => product * one, 1);
  const node = { attribute: [...layer.attributes] };
  const groups = layer.op === 'Conv' || layer.op === 'ConvTranspose' ? intOf(node, 'group', 1) : 1;
  const outer = (index: number) => Math.floor(index / (inner * second));
  // The second axis runs over the channels of the group that the first one is in.
  const other = (index: number) =>
    Math.floor(outer(index) / (first / groups)) * second + (Math.floor(index / inner) % second);
  const outputsFirst: Channels = { to: outer, outputs: first, from: other, inputs: second * groups };
  const inputsFirst: Channels = { from: outer, inputs: first, to: other, outputs: second * groups };
  switch (layer.op) {
    case 'Conv':
      return outputsFirst;
    case 'ConvTranspose':
      return inputsFirst;
    case 'Gemm': {
      const isScaled = ['alpha', 'beta'].some((name) =>
        layer.attributes.some((one) => one.name === name && one.f !== 1),
      );
      if (isScaled) return null;
      return intOf(node, 'transB', 0) === 1 ? outputsFirst : inputsFirst;
    }
    case 'MatMul':
      return shape.length === 2 ? inputsFirst : null;
    default:
      return null;
  }
}

interface Affine {
  readonly factors: Float64Array;
  readonly shifts: Float64Array;
}

/** The normalisations as factor · x + shift, for every channel or for all; null for what divides by x. */
function affineOf({ chain, numbers }: Folding): Affine | null {
  let made: Affine = { factors: Float64Array.of(1), shifts: Float64Array.of(0) };
  for (const node of chain) {
    const step = stepOf(node, numbers);
    if (step === null) return null;
    const { factors, shifts } = made;
    made = {
      factors: combined(factors, step.factors, (a, b) => a * b),
      shifts: combined(
        combined(shifts, step.factors, (a, b) => a * b),
        step.shifts,
        (a, b) => a + b,
      ),
    };
  }
  return made;
}

function stepOf({ op, inputs, attributes }: FlatNode, numbers: Folding['numbers']): Affine | null {
  if (op === 'BatchNormalization') {
    const [scale, bias, mean, variance] = inputs.slice(1).map(numbers);
    if (scale == null || bias == null || mean == null || variance == null) return null;
    const epsilon = attributes.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;
    const factors = scale.map((value, channel) => value / Math.sqrt((variance[channel] ?? Number.NaN) + epsilon));
    const shifts = bias.map(
      (value, channel) => value - (mean[channel] ?? Number.NaN) * (factors[channel] ?? Number.NaN),
    );
    return { factors, shifts };
  }
  const place = inputs.findIndex((source) => source.kind === 'constant');
  const value = numbers(inputs[place]);
  if (value === null) return null;
  const [one, zero] = [Float64Array.of(1), Float64Array.of(0)];
  switch (op) {
    case 'Add':
      return { factors: one, shifts: value };
    case 'Sub':
      return place === 1
        ? { factors: one, shifts: value.map((number) => -number) }
        : { factors: Float64Array.of(-1), shifts: value };
    case 'Mul':
      return { factors: value, shifts: zero };
    case 'Div':
      return place === 1 ? { factors: value.map((number) => 1 / number), shifts: zero } : null;
    default:
      return null;
  }
}

function combined(a: Float64Array, b: Float64Array, join: (a: number, b: number) => number): Float64Array {
  return Float64Array.from({ length: Math.max(a.length, b.length) }, (_, index) => join(at(a, index), at(b, index)));
}
