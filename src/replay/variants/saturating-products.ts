import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { intOf } from '../../onnx/attributes.js';
import { encodeElements, integerLimits } from '../../tensor/encode-elements.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import type { Node } from '../operator-alone.js';
import { clamp, saturatingSums } from '../saturating-sums.js';
import type { Operator, Variant } from '../variant.js';
import { windowsOf } from '../window-places.js';

/** Pairs of 8-bit products that saturate in 16 bits on x86 without VNNI. */
export const saturatingProducts: Variant = {
  id: 'saturating-products',
  readings(operator) {
    const product = integerProduct(operator);
    const sums = product === null ? null : sumsOf(product);
    const made = operator.output(0);
    const [name = ''] = operator.node.output ?? [];
    if (product === null || sums === null || made === null || elementCount(made.shape) !== sums.length) return [];
    const numbers = product.steps === null ? sums : requantised(sums, product, made, product.steps);
    return [
      {
        asIf: 'pairs of 8-bit products saturated in 16 bits, as on x86 without VNNI',
        fix: 'quantise with reduce_range=True, or the weights to uint8; or set session.x64quantprecision=1 in ONNX Runtime',
        computed: { values: { [name]: { ...made, bytes: encodeElements(made.dtype, numbers) } } },
      },
    ];
  },
};

/** A product of 8-bit integers with what is done to its sums. */
interface Product {
  readonly node: Node;
  readonly a: PackedTensor;
  readonly b: PackedTensor;
  readonly zeroA: PackedTensor | null;
  readonly zeroB: PackedTensor | null;
  readonly bias: PackedTensor | null;
  readonly made: PackedTensor;
  /** How the sums become steps of a quantised output; null where they stay. */
  readonly steps: {
    readonly a: PackedTensor;
    readonly b: PackedTensor;
    readonly y: PackedTensor;
    readonly zero: PackedTensor | null;
  } | null;
}

function integerProduct(operator: Operator): Product | null {
  const { type, node } = operator;
  const [a, b, made] = [operator.input(0), operator.input(1), operator.output(0)];
  if (made === null) return null;
  if (type === 'QuantizeLinear') return betweenQuantisers(operator, made);
  if (a === null) return null;
  if (type === 'MatMulInteger' || type === 'ConvInteger')
    return b === null
      ? null
      : { node, a, b, zeroA: operator.input(2), zeroB: operator.input(3), bias: null, made, steps: null };
  if (type === 'QLinearMatMul' || type === 'QLinearConv') {
    const weight = operator.input(3);
    const [scaleA, scaleB, scaleY] = [operator.input(1), operator.input(4), operator.input(6)];
    if (weight === null || scaleA === null || scaleB === null || scaleY === null) return null;
    const steps = { a: scaleA, b: scaleB, y: scaleY, zero: operator.input(7) };
    return {
      node,
      a,
      b: weight,
      zeroA: operator.input(2),
      zeroB: operator.input(5),
      bias: operator.input(8),
      made,
      steps,
    };
  }
  return null;
}

/** DequantizeLinear twice, a product, QuantizeLinear: runtimes make one integer product of them. */
function betweenQuantisers(operator: Operator, made: PackedTensor): Product | null {
  const makers = new Map(operator.nodes.map((node) => [node.output?.[0] ?? '', node] as const));
  const product = makers.get(operator.node.input?.[0] ?? '');
  if (product === undefined || !['Conv', 'MatMul'].includes(product.opType ?? '')) return null;
  const [left, right, bias] = (product.input ?? []).map((name) => makers.get(name));
  if (left?.opType !== 'DequantizeLinear' || right?.opType !== 'DequantizeLinear') return null;
  const partOf = (node: Node | undefined, place: number) => operator.value(node?.input?.[place] ?? '');
  const [a, b, scaleA, scaleB] = [partOf(left, 0), partOf(right, 0), partOf(left, 1), partOf(right, 1)];
  const y = operator.input(1);
  if (a === null || b === null || scaleA === null || scaleB === null || y === null) return null;
  if ((product.input ?? []).length > 2 && bias?.opType !== 'DequantizeLinear') return null;
  const steps = { a: scaleA, b: scaleB, y, zero: operator.input(2) };
  return {
    node: product,
    a,
    b,
    zeroA: partOf(left, 2),
    zeroB: partOf(right, 2),
    bias: partOf(bias, 0),
    made,
    steps,
  };
}

/** In the order of the output. Only weights of int8 saturate. */
function sumsOf(product: Product): Float64Array | null {
  const { a, b } = product;
  if (b.dtype !== 'int8' || (a.dtype !== 'uint8' && a.dtype !== 'int8')) return null;
  return (product.node.opType ?? '').includes('Conv') ? convolved(product) : multiplied(product);
}

/** Signed numbers are moved into the unsigned range, and their zero point with them. */
function unsigned({ a, zeroA }: Product) {
  const shift = a.dtype === 'int8' ? 128 : 0;
  return {
    numbers: numbersOf(a).map((value) => value + shift),
    zero: (zeroA === null ? 0 : (numbersOf(zeroA)[0] ?? 0)) + shift,
  };
}

function zeros(zero: PackedTensor | null): (column: number) => number {
  const numbers = zero === null ? [0] : numbersOf(zero);
  return (column) => numbers[numbers.length === 1 ? 0 : column] ?? 0;
}

function multiplied(product: Product): Float64Array | null {
  const { a, b, zeroB } = product;
  const [depth = 0, columns = 0] = b.shape;
  if (b.shape.length !== 2 || a.shape.at(-1) !== depth) return null;
  const { numbers, zero } = unsigned(product);
  const weights = numbersOf(b);
  return saturatingSums({
    rows: elementCount(a.shape) / depth,
    depth,
    columns,
    left: (row, place) => numbers[row * depth + place] ?? 0,
    right: (place, column) => weights[place * columns + column] ?? 0,
    leftZero: zero,
    rightZero: zeros(zeroB),
  });
}

/** Kernels go through a window pixel by pixel, and through the channels of each. */
function convolved(product: Product): Float64Array | null {
  const { node, a, b, zeroB, made } = product;
  const [batch = 0, channels = 0, height = 0, width = 0] = a.shape;
  const [outputs = 0, depthOf = 0, ...kernel] = b.shape;
  const windows = windowsOf(node, kernel, made.shape.slice(2));
  if (windows === null) return null;
  const { numbers, zero } = unsigned(product);
  const weights = numbersOf(b);
  const [kh, kw] = windows.kernel;
  const [rows, columns] = windows.size;
  const groups = intOf(node, 'group', 1);
  const perGroup = outputs / groups;
  const zeroOf = zeros(zeroB);
  const sums = new Float64Array(batch * outputs * rows * columns);
  for (let group = 0; group < groups; group++) {
    const part = saturatingSums({
      rows: batch * rows * columns,
      depth: kh * kw * depthOf,
      columns: perGroup,
      left(row, place) {
        const [image, pixel] = [Math.floor(row / (rows * columns)), row % (rows * columns)];
        const [tap, channel] = [Math.floor(place / depthOf), place % depthOf];
        const [y, x] = windows.at(Math.floor(pixel / columns), pixel % columns, Math.floor(tap / kw), tap % kw);
        if (y < 0 || x < 0 || y >= height || x >= width) return zero;
        return numbers[((image * channels + group * depthOf + channel) * height + y) * width + x] ?? 0;
      },
      right(place, column) {
        const [tap, channel] = [Math.floor(place / depthOf), place % depthOf];
        return weights[((group * perGroup + column) * depthOf + channel) * kh * kw + tap] ?? 0;
      },
      leftZero: zero,
      rightZero: (column) => zeroOf(group * perGroup + column),
    });
    part.forEach((sum, index) => {
      const [row, column] = [Math.floor(index / perGroup), index % perGroup];
      const [image, pixel] = [Math.floor(row / (rows * columns)), row % (rows * columns)];
      sums[(image * outputs + group * perGroup + column) * rows * columns + pixel] = sum;
    });
  }
  return sums;
}

function requantised(
  sums: Float64Array,
  { node, made, bias }: Product,
  { dtype }: PackedTensor,
  steps: NonNullable<Product['steps']>,
): Float64Array {
  const isConvolution = (node.opType ?? '').includes('Conv');
  const [, outputs = 1] = made.shape;
  const inner = isConvolution ? elementCount(made.shape.slice(2)) : 1;
  const channels = isConvolution ? outputs : (made.shape.at(-1) ?? 1);
  const [scaleA = 1, scaleY = 1] = [numbersOf(steps.a)[0], numbersOf(steps.y)[0]];
  const scaleB = numbersOf(steps.b);
  const added = bias === null ? null : numbersOf(bias);
  const zero = steps.zero === null ? 0 : (numbersOf(steps.zero)[0] ?? 0);
  const [low, high] = integerLimits(dtype).map(Number);
  return sums.map((sum, index) => {
    const channel = Math.floor(index / inner) % channels;
    const scale = (scaleA * (scaleB[scaleB.length === 1 ? 0 : channel] ?? 1)) / scaleY;
    return clamp(halfToEven((sum + (added?.[channel] ?? 0)) * scale) + zero, low ?? 0, high ?? 0);
  });
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
