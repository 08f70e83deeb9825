import { type Attribute, tensorAttribute } from '../onnx/attributes.js';
import type { Edit } from './apply-edit.js';
import type { Node, TensorProto } from './scoped-nodes.js';

/** An edit that gives a node an attribute, in place of the one of that name if there is one. */
export function withAttribute(node: Node, attribute: Attribute): Edit {
  const others = (node.attribute ?? []).filter(({ name }) => name !== attribute.name);
  return replaceNode(node, { ...node, attribute: [...others, attribute] });
}

export function replaceNode(node: Node, ...by: readonly Node[]): Edit {
  return { nodes: new Map([[node, by]]) };
}

export function replaceTensor(tensor: TensorProto, by: TensorProto): Edit {
  return { tensors: new Map([[tensor, by]]) };
}

/** A node of the default domain. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: string,
  ...attribute: readonly Attribute[]
): Node {
  return { opType, name: `${output}__node`, input: [...input], output: [output], attribute: [...attribute] };
}

/**
 * An edit that feeds a node another constant instead of one of its inputs; other users of the old one keep it.
 * @param constant its name is not used
 */
export function withConstantInput(node: Node, index: number, constant: TensorProto): Edit {
  const name = `${node.output?.[0] ?? ''}__mutated_${index}`;
  const input = (node.input ?? []).map((old, position) => (position === index ? name : old));
  return replaceNode(node, onnxNode('Constant', [], name, tensorAttribute('value', constant)), { ...node, input });
}
