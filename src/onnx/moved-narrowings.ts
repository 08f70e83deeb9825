import { DTYPES } from '../tensor/dtype.js';
import { intAttribute, intOf } from './attributes.js';
import { FLOAT, isStandard } from './element-types.js';
import { NodeList } from './node-list.js';
import { type NoiseDraw, noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';
import { rewriteNodes } from './rewrite-nodes.js';

type Node = onnx.NodeProto.$Properties;
type Types = ReadonlyMap<string, number>;

const DOUBLE = 11;
/** By TensorProto.DataType. */
const NARROW = { 10: 'float16', 16: 'bfloat16' } as const;
/** Largest finite magnitudes. What is near them is a mask or an overflow, and stays. */
const LARGEST = { float16: 65504, bfloat16: 3.3895e38 } as const;
/** Between half a unit in the last place and one and a half, so that what is moved by it is rounded to its neighbour. */
const MOVE = 1.5;

type NarrowDType = (typeof NARROW)[keyof typeof NARROW];

/** The type to which a node narrows float32 or float64; null for other nodes. */
function narrowedTo(node: Node, types: Types): NarrowDType | null {
  if (node.opType !== 'Cast' || !isStandard(node)) return null;
  const from = types.get(node.input?.[0] ?? '');
  return from === FLOAT || from === DOUBLE ? (NARROW[intOf(node, 'to', 0) as keyof typeof NARROW] ?? null) : null;
}

/** The types to which a graph narrows floats between its operators, as programs in mixed precision do. */
export function narrowedTypes(graph: onnx.GraphProto.$Properties): readonly NarrowDType[] {
  const found = new Set<NarrowDType>();
  rewriteNodes(graph, (node, { types }) => {
    const dtype = narrowedTo(node, types);
    if (dtype !== null) found.add(dtype);
    return null;
  });
  return [...found];
}

/**
 * A narrowing whose results are moved to their neighbours in the narrow type, as weights that are stored in it are. Some
 * runtimes compute in float32 what is in between and never round to it, which is no fault; and moved inputs and weights in
 * float32 seldom change what a narrowing makes of them.
 * @returns the nodes in place of this one; null for other operators, and for values that steer
 */
export function movedNarrowing(
  node: Node,
  { types, steering, ...draw }: NoiseDraw & { readonly types: Types; readonly steering: ReadonlySet<string> },
): Node[] | null {
  const dtype = narrowedTo(node, types);
  const [name = ''] = node.output ?? [];
  if (dtype === null || steering.has(name)) return null;
  const list = new NodeList(name);
  const plain = `${name}__plain`;
  const wide = list.toFloat(plain);
  const direction = list.op('Sign', [noiseLike(list, wide, { low: -1, high: 1 }, draw)]);
  const step = list.op('Mul', [direction, list.float(MOVE * DTYPES[dtype].unitRoundoff)]);
  const moved = list.op('Add', [wide, list.op('Mul', [wide, step])]);
  const isUsual = list.op('Less', [list.op('Abs', [wide]), list.float(LARGEST[dtype] / 2)]);
  list.op('Cast', [list.op('Where', [isUsual, moved, wide])], [intAttribute('to', intOf(node, 'to', 0))], name);
  return [{ ...node, output: [plain] }, ...list.nodes];
}
