/** Building blocks of variants. */

import type { Attribute } from '../onnx/attributes.js';
import { floatAttribute } from '../onnx/attributes.js';
import type { PackedDType } from '../tensor/dtype.js';
import { encodeElements } from '../tensor/encode-elements.js';
import { type Node, protoOf, type TensorProto } from './operator-alone.js';
import type { Operator, ReadingNodes } from './variant.js';

/** The operator itself with other attributes; a null removes one. */
export function withAttributes(
  { node, nodes }: Operator,
  attributes: Readonly<Record<string, Attribute | null>>,
): ReadingNodes {
  const kept = (node.attribute ?? []).filter(({ name }) => !Object.hasOwn(attributes, name ?? ''));
  const added = Object.values(attributes).filter((one) => one !== null);
  return { nodes: [...nodes.slice(0, -1), { ...node, attribute: [...kept, ...added] }] };
}

/** The operator itself on other inputs; an empty name leaves one out. */
export function withInputs(
  { node, nodes }: Operator,
  inputs: Readonly<Record<number, string>>,
  constants: readonly TensorProto[] = [],
): ReadingNodes {
  const input = [...(node.input ?? [])];
  for (const [place, name] of Object.entries(inputs)) input[Number(place)] = name;
  while (input.at(-1) === '') input.pop();
  return { nodes: [...nodes.slice(0, -1), { ...node, input }], constants };
}

/** Nodes that are added one after the other. */
export interface NodeList {
  readonly nodes: Node[];
  readonly constants: TensorProto[];
  /** @returns the name of what it makes */
  add(opType: string, inputs: readonly string[], ...attributes: readonly Attribute[]): string;
  /** The last node, which makes an output of the operator. */
  end(opType: string, inputs: readonly string[], ...attributes: readonly Attribute[]): ReadingNodes;
  /** A scalar of the type of the operator's first input. */
  number(value: number): string;
  integers(values: readonly number[]): string;
  tensor(dtype: PackedDType, shape: readonly number[], numbers: ArrayLike<number>): string;
}

export function nodeList({ node, input }: Operator): NodeList {
  const nodes: Node[] = [];
  const constants: TensorProto[] = [];
  const [output = ''] = node.output ?? [];
  const fresh = () => `${output}__${nodes.length + constants.length}`;
  const push = (opType: string, inputs: readonly string[], made: string, attribute: readonly Attribute[]) => {
    nodes.push({ opType, name: `${made}__node`, input: [...inputs], output: [made], attribute: [...attribute] });
    return made;
  };
  const tensor: NodeList['tensor'] = (dtype, shape, numbers) => {
    const name = fresh();
    constants.push(protoOf(name, { kind: 'tensor', dtype, shape, bytes: encodeElements(dtype, numbers) }));
    return name;
  };
  return {
    nodes,
    constants,
    add: (opType, inputs, ...attributes) => push(opType, inputs, fresh(), attributes),
    end(opType, inputs, ...attributes) {
      push(opType, inputs, output, attributes);
      return { nodes, constants };
    },
    number: (value) => tensor(input(0)?.dtype ?? 'float32', [], [value]),
    integers: (values) => tensor('int64', [values.length], values),
    tensor,
  };
}

/** A float attribute that is read with another default. */
export function otherFloats(
  operator: Operator,
  name: string,
  own: number,
  others: readonly number[],
): { readonly value: number; readonly computed: ReadingNodes }[] {
  return others
    .filter((value) => value !== own)
    .map((value) => ({ value, computed: withAttributes(operator, { [name]: floatAttribute(name, value) }) }));
}
