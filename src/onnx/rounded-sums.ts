import { DTYPES } from '../tensor/dtype.js';
import { intAttribute, intOf, intsOf } from './attributes.js';
import { statedShape } from './constants.js';
import type { Name, NodeList } from './node-list.js';
import { type NoiseDraw, noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** For products of fewer terms than this, eight times the movement under jitter covers every order of summation. */
const MANY_TERMS = 512;
/** Pooling moves less under jitter the more it averages. */
const MANY_POOLED = 16;
/** Part of the error to expect of a sum in order: with eight times the noise floor, 2.7 times that error passes. */
const SHARE = 1 / 3;

export interface RoundingContext extends NoiseDraw {
  readonly graph: Graph;
  readonly constants: ReadonlyMap<string, TensorProto>;
}

/** What is known of the terms of a sum. */
interface Terms {
  /** How many there are: known now, or a value of the graph. */
  readonly count: number | Name;
  /** The sum of their squares; null: about the square of the sum. */
  readonly squares: Name | null;
}

/**
 * Writes behind a node that adds up many terms its result with the error that adding them plainly one after the other
 * makes. A sum S of n terms t is rounded n times, each time by a part of the partial sum: an error of
 * u·√(n·(2·S² + Σt²))/6, u being the unit roundoff, if partial sums are a random walk that ends at S (a Brownian bridge
 * has a mean square of S²/3 + Σt²/6; a rounding of a partial sum s has one of (u·s)²/6). `npm run numerics` measures it
 * on products of 4,096 terms.
 * @returns the name of the result; null for other operators, few terms, or an unknown number of them
 */
export function roundedSum(list: NodeList, node: Node, plain: Name, context: RoundingContext): Name | null {
  const terms = termsOf(list, node, plain, context);
  if (terms === null) return null;
  const sum = list.op('Mul', [plain, plain]);
  const size = list.op('Add', [list.op('Mul', [sum, list.float(2)]), terms.squares ?? sum]);
  const known = typeof terms.count === 'number' ? Math.sqrt(terms.count) : 1;
  const random = noiseLike(list, plain, { deviation: (SHARE * DTYPES.float32.unitRoundoff * known) / 6 }, context);
  const factor = typeof terms.count === 'number' ? random : list.op('Mul', [random, list.op('Sqrt', [terms.count])]);
  return list.op('Add', [plain, list.op('Mul', [factor, list.op('Sqrt', [size])])]);
}

function termsOf(list: NodeList, node: Node, plain: Name, context: RoundingContext): Terms | null {
  const type = node.opType ?? '';
  const [x = '', weight = ''] = node.input ?? [];
  const squared = (factors: readonly Name[]) => squaredTerms(list, node, factors);
  switch (type) {
    case 'MatMul':
    case 'Gemm':
    case 'Conv':
    case 'ConvTranspose': {
      const count = termsOfProduct(node, context);
      return count === null || count < MANY_TERMS ? null : { count, squares: squared([x, weight]) };
    }
    case 'AveragePool': {
      const count = productOf(intsOf(node, 'kernel_shape') ?? []);
      // The mean of n squares is n times the sum of the squares of its terms.
      return count < MANY_POOLED ? null : { count, squares: list.op('Div', [squared([x]), list.float(count)]) };
    }
    case 'GlobalAveragePool':
    case 'ReduceL1':
    case 'ReduceL2':
    case 'ReduceMean':
    case 'ReduceSum':
    case 'ReduceSumSquare':
      return { count: ratio(list, list.op('Size', [x]), list.op('Size', [plain])), squares: null };
    case 'Softmax': {
      const flat = list.op('Flatten', [x], [intAttribute('axis', intOf(node, 'axis', 1))]);
      const count = list.op('Gather', [list.op('Shape', [flat]), list.integers([1])]);
      return { count: list.toFloat(count), squares: null };
    }
    default:
      return null;
  }
}

/** The same operator over the squares of its factors. The bias is a single term. */
function squaredTerms(list: NodeList, { opType, attribute }: Node, factors: readonly Name[]): Name {
  const kept = (attribute ?? []).filter(({ name }) => name !== 'alpha' && name !== 'beta');
  const squares = factors.map((factor) => list.op('Mul', [factor, factor]));
  return list.op(opType ?? '', squares, kept);
}

function ratio(list: NodeList, before: Name, after: Name): Name {
  return list.op('Div', [list.toFloat(before), list.toFloat(after)]);
}

/** Terms of each element of a product, where the model states the size of what is summed over. */
function termsOfProduct(node: Node, { graph, constants }: RoundingContext): number | null {
  const shape = (index: number) => statedShape(graph, constants, node.input?.[index] ?? '');
  const weight = shape(1);
  switch (node.opType) {
    case 'MatMul':
      return weight?.at(-2) ?? weight?.at(0) ?? shape(0)?.at(-1) ?? null;
    case 'Gemm':
      return weight?.at(intOf(node, 'transB', 0) === 1 ? 1 : 0) ?? null;
    case 'Conv':
      return weight === null ? null : productOf(weight.slice(1));
    default: {
      if (weight === null) return null;
      const [channels = 1, , ...kernel] = weight;
      const strides = intsOf(node, 'strides') ?? [];
      const overlapping = kernel.map((size, axis) => Math.ceil(size / (strides[axis] ?? 1)));
      return (channels / intOf(node, 'group', 1)) * productOf(overlapping);
    }
  }
}

function productOf(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
