/** Attributes of ONNX nodes: made, and read. */
import { onnx } from './proto/onnx.js';

export type Attribute = onnx.AttributeProto.$Properties;
type Node = onnx.NodeProto.$Properties;

const { AttributeType } = onnx.AttributeProto;

export const intAttribute = (name: string, i: number): Attribute => ({ name, type: AttributeType.INT, i });
export const intsAttribute = (name: string, ints: readonly number[]): Attribute => ({
  name,
  type: AttributeType.INTS,
  ints: [...ints],
});
export const floatAttribute = (name: string, f: number): Attribute => ({ name, type: AttributeType.FLOAT, f });
export const floatsAttribute = (name: string, floats: readonly number[]): Attribute => ({
  name,
  type: AttributeType.FLOATS,
  floats: [...floats],
});
export const stringAttribute = (name: string, text: string): Attribute => ({
  name,
  type: AttributeType.STRING,
  s: new TextEncoder().encode(text),
});
export const tensorAttribute = (name: string, t: onnx.TensorProto.$Properties): Attribute => ({
  name,
  type: AttributeType.TENSOR,
  t,
});

/** @returns undefined when the node does not have it */
export function attributeOf(node: Node, name: string): Attribute | undefined {
  return node.attribute?.find((one) => one.name === name);
}

/** The integer of an attribute, or what the operator takes where it is not given. */
export function intOf(node: Node, name: string, otherwise: number): number {
  const attribute = attributeOf(node, name);
  return attribute === undefined ? otherwise : Number(attribute.i ?? 0);
}

/** The integers of an attribute; undefined when it is not given. */
export function intsOf(node: Node, name: string): number[] | undefined {
  return attributeOf(node, name)?.ints?.map(Number);
}

/** The text of a string attribute, null when it is not given. */
export function textOf(attribute: Attribute | undefined): string | null {
  return attribute?.s == null ? null : new TextDecoder().decode(attribute.s);
}
