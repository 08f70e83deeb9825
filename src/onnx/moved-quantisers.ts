import { NodeList } from './node-list.js';
import { type NoiseDraw, noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** How far a number is moved before it is quantised, in steps: one number in two hundred becomes the next one. */
const MOVE = 0.01;

/**
 * A quantiser whose input is moved by a small part of a step. Correct runtimes differ there: a number that lies between
 * two steps goes up or down by its last bits, by the order of a sum, or by an integer multiplier in place of a float one.
 * Whether moving the inputs by one unit shows that is a matter of luck: either a number is that near the border or none.
 * @returns the nodes in place of this one; null for other operators, constants, and steps of several sizes
 */
export function movedQuantiser(
  node: Node,
  { constants, ...draw }: NoiseDraw & { readonly constants: ReadonlyMap<string, TensorProto> },
): Node[] | null {
  const [x = '', scale = '', ...rest] = node.input ?? [];
  if (constants.has(x)) return null;
  const list = new NodeList(`${node.output?.[0] ?? ''}__quantised`);
  const step = stepOf(list, node, constants.get(scale));
  if (step === null) return null;
  const move = list.op('Mul', [noiseLike(list, x, { low: -MOVE, high: MOVE }, draw), step]);
  const moved = list.op('Add', [x, move]);
  const input = node.opType === 'QuantizeLinear' ? [moved, scale, ...rest] : [moved];
  return [...list.nodes, { ...node, input }];
}

/** The size of a step, as a value of the graph. */
function stepOf(list: NodeList, { opType, input, output }: Node, scale: TensorProto | undefined): string | null {
  const [x = '', name = ''] = input ?? [];
  if (opType === 'DynamicQuantizeLinear') {
    const [quantised, step, zero] = ['quantised', 'step', 'zero'].map((part) => `${output?.[0] ?? ''}__plain_${part}`);
    if (quantised === undefined || step === undefined || zero === undefined) return null;
    list.nodes.push({ opType, name: `${quantised}__node`, input: [x], output: [quantised, step, zero] });
    return step;
  }
  const elements = (scale?.dims ?? [0]).reduce<number>((all, size) => all * Number(size), 1);
  return opType === 'QuantizeLinear' && elements === 1 ? name : null;
}
