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
  const axes = axesOf(layer, shape.length);
  const affine = affineOf(folding);
  if (weights === null || now === null || now.length !== weights.length || axes === null || affine === null)
    return null;
  const size = (axis: number) => shape[axis] ?? 0;
  const inner = (axis: number) => shape.slice(axis + 1).reduce((product, one) => product * one, 1);
  const channel = (index: number, axis: number) => Math.floor(index / inner(axis)) % size(axis);
  const scaled = isBefore ? axes.from : axes.to;
  if (![1, size(scaled)].includes(affine.factors.length) || ![1, size(scaled)].includes(affine.shifts.length))
    return null;
  const outputs = size(axes.to);
  const bias = layer.inputs[2] === undefined ? new Float64Array(outputs) : numbers(layer.inputs[2]);
  if (bias === null) return null;
  const expected = weights.map((value, index) => value * at(affine.factors, channel(index, scaled)));
  const shifted = Float64Array.from(bias, (value, output) =>
    isBefore ? value : value * at(affine.factors, output) + at(affine.shifts, output),
  );
  if (isBefore)
    for (const [index, value] of weights.entries()) {
      const output = channel(index, axes.to);
      shifted[output] = (shifted[output] ?? 0) + value * at(affine.shifts, channel(index, axes.from));
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

/** The axes of the weights that run over what the layer reads and makes; null where groups divide them. */
function axesOf(layer: FlatNode, rank: number): { readonly from: number; readonly to: number } | null {
  const node = { attribute: [...layer.attributes] };
  switch (layer.op) {
    case 'Conv':
      return intOf(node, 'group', 1) === 1 ? { to: 0, from: 1 } : null;
    case 'ConvTranspose':
      return intOf(node, 'group', 1) === 1 ? { to: 1, from: 0 } : null;
    case 'Gemm': {
      const isScaled = ['alpha', 'beta'].some((name) =>
        layer.attributes.some((one) => one.name === name && one.f !== 1),
      );
      if (isScaled) return null;
      return intOf(node, 'transB', 0) === 1 ? { to: 0, from: 1 } : { to: 1, from: 0 };
    }
    case 'MatMul':
      return rank === 2 ? { to: 1, from: 0 } : null;
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
