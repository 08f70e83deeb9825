import type { onnx } from './proto/onnx.js';

export type Node = onnx.NodeProto.$Properties;

/** The integer of an attribute; null where the node does not set it. */
export function numberOf(node: Node, wanted: string): number | null {
  const found = node.attribute?.find(({ name }) => name === wanted);
  return found === undefined ? null : Number(found.i ?? 0);
}

/** The integers of an attribute; null where the node does not set it. */
export function numbersOf(node: Node, wanted: string): readonly number[] | null {
  return node.attribute?.find(({ name }) => name === wanted)?.ints?.map(Number) ?? null;
}

/** The text of an attribute; null where the node does not set it. */
export function textOf(node: Node, wanted: string): string | null {
  const text = node.attribute?.find(({ name }) => name === wanted)?.s;
  return text == null ? null : new TextDecoder().decode(text);
}
