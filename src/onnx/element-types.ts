import { intOf } from './attributes.js';
import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

/** TensorProto.DataType (onnx.proto). */
export const FLOAT = 1;
export const INT64 = 7;
const BOOL = 9;

/** Operators whose results have one element type whatever their inputs have (ONNX operator specification). */
const FIXED: Readonly<Record<string, number>> = {
  And: BOOL,
  ArgMax: INT64,
  ArgMin: INT64,
  Equal: BOOL,
  Greater: BOOL,
  GreaterOrEqual: BOOL,
  IsInf: BOOL,
  IsNaN: BOOL,
  Less: BOOL,
  LessOrEqual: BOOL,
  NonMaxSuppression: INT64,
  NonZero: INT64,
  Not: BOOL,
  Or: BOOL,
  Shape: INT64,
  Size: INT64,
  Xor: BOOL,
};
/** Operators with the type of another input than the first one. */
const TYPED_BY: Readonly<Record<string, number>> = { CastLike: 1, DequantizeLinear: 1, OneHot: 2, Where: 1 };
/** Operators that state the type: attribute, and what holds where it is not given. */
const STATED: Readonly<Record<string, readonly [attribute: string, otherwise: number]>> = {
  Bernoulli: ['dtype', 0],
  Cast: ['to', 0],
  EyeLike: ['dtype', FLOAT],
  Multinomial: ['dtype', 6],
  RandomNormal: ['dtype', FLOAT],
  RandomUniform: ['dtype', FLOAT],
};
/** Operators of ONNX itself about which this does not know enough. */
const UNKNOWN = new Set(['DynamicQuantizeLinear', 'If', 'Loop', 'Optional', 'QuantizeLinear', 'Scan', 'SequenceAt']);

/**
 * Element types by value, as numbers of TensorProto.DataType: stated ones, and those that follow from the operators, since
 * many models state no types inside.
 * @param around types of the graph around a subgraph
 */
export function elementTypes(graph: Graph, around: ReadonlyMap<string, number> = new Map()): Map<string, number> {
  const types = new Map(around);
  for (const { name, dataType } of graph.initializer ?? []) types.set(name ?? '', dataType ?? 0);
  for (const info of [...(graph.input ?? []), ...(graph.valueInfo ?? []), ...(graph.output ?? [])]) {
    const type = info.type?.tensorType?.elemType;
    if (type != null && type !== 0) types.set(info.name ?? '', type);
  }
  for (const node of graph.node ?? []) {
    const type = typeOf(node, types);
    // Further outputs are indices, masks or states: only the first one follows from the inputs.
    const [first = ''] = node.output ?? [];
    if (type !== 0 && !types.has(first)) types.set(first, type);
  }
  return types;
}

/** The type of a node's first output, 0 when it is not known. */
function typeOf(node: Node, types: ReadonlyMap<string, number>): number {
  const type = node.opType ?? '';
  if (!isStandard(node) || UNKNOWN.has(type)) return 0;
  if (type === 'Constant') return constantType(node);
  if (type === 'ConstantOfShape') return node.attribute?.[0]?.t?.dataType ?? FLOAT;
  const fixed = FIXED[type];
  if (fixed !== undefined) return fixed;
  const stated = STATED[type];
  if (stated !== undefined) return intOf(node, stated[0], stated[1]);
  return types.get(node.input?.[TYPED_BY[type] ?? 0] ?? '') ?? 0;
}

function constantType({ attribute }: Node): number {
  const [value] = attribute ?? [];
  if (value?.name === 'value') return value.t?.dataType ?? 0;
  if (value?.name === 'value_float' || value?.name === 'value_floats') return FLOAT;
  return value?.name === 'value_int' || value?.name === 'value_ints' ? INT64 : 0;
}

/** Whether a node is an operator of ONNX itself. */
export function isStandard({ domain }: Node): boolean {
  return (domain ?? '') === '' || domain === 'ai.onnx';
}
