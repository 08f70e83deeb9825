import { intAttribute, intOf, intsAttribute } from './attributes.js';
import { NodeList } from './node-list.js';
import { type NoiseDraw, noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;

/** The level of MatMulNBits at which 8 bits are enough for what the weights multiply (ONNX Runtime's contrib operators). */
const EIGHT_BITS = 4;
/** Largest number of 8 bits with a sign. */
const LARGEST = 127;
/** A number is rounded to a step by up to half of it. */
const MOVE = 0.5;

/**
 * Whether a product of block-quantised weights says that 8 bits are enough for the other factor. It is the least that the
 * model asks for: some runtimes cut to 8 bits there, others compute in float32, and both are right.
 */
export function allowsEightBits(node: Node): boolean {
  const { domain, opType } = node;
  return domain === 'com.microsoft' && opType === 'MatMulNBits' && intOf(node, 'accuracy_level', 0) === EIGHT_BITS;
}

/**
 * Such a product with its other factor moved as far as 8 bits round it.
 * @returns the nodes in place of this one; null for other operators
 */
export function movedActivation(
  node: Node,
  { types, ...draw }: NoiseDraw & { readonly types: ReadonlyMap<string, number> },
): Node[] | null {
  if (!allowsEightBits(node)) return null;
  const [x = '', weights = '', scales = '', ...rest] = node.input ?? [];
  // The scales have the type of the factor, which is often not stated.
  const type = types.get(scales);
  if (type === undefined) return null;
  const list = new NodeList(`${node.output?.[0] ?? ''}__moved`);
  const wide = list.toFloat(x);
  const step = list.op('Mul', [largestOfRow(list, wide, draw.opset), list.float(1 / LARGEST)]);
  const noise = noiseLike(list, wide, { low: -MOVE, high: MOVE }, draw);
  const moved = list.op('Add', [wide, list.op('Mul', [noise, step])]);
  const input = list.op('Cast', [moved], [intAttribute('to', type)]);
  return [...list.nodes, { ...node, input: [input, weights, scales, ...rest] }];
}

/** From this operator set on the axes of ReduceMax are an input. */
const AXES_AS_INPUT = 18;

function largestOfRow(list: NodeList, value: string, opset: number): string {
  const size = list.op('Abs', [value]);
  return opset >= AXES_AS_INPUT
    ? list.op('ReduceMax', [size, list.integers([-1])])
    : list.op('ReduceMax', [size], [intsAttribute('axes', [-1])]);
}
