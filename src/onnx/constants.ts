import { isStandard } from './element-types.js';
import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** Tensors that the graph holds by name: initialisers and Constant nodes. */
export function constantsOf(graph: Graph): Map<string, TensorProto> {
  const constants = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
  for (const node of graph.node ?? []) {
    if (!isStandard(node) || node.opType !== 'Constant') continue;
    const tensor = node.attribute?.find(({ name }) => name === 'value')?.t;
    if (tensor != null) constants.set(node.output?.[0] ?? '', tensor);
  }
  return constants;
}

/** The numbers of an int64 tensor; null for other types, and for numbers that are not in the graph. */
export function int64sOf({ dataType, rawData, int64Data, dims }: TensorProto): number[] | null {
  if (dataType !== 7) return null;
  const count = (dims ?? []).reduce<number>((all, size) => all * Number(size), 1);
  if (int64Data != null && int64Data.length === count) return int64Data.map(Number);
  if (rawData == null || rawData.length !== 8 * count) return null;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** The sizes of a value where the model states all of them, or holds the value. */
export function statedShape(graph: Graph, constants: ReadonlyMap<string, TensorProto>, name: string): number[] | null {
  const held = constants.get(name)?.dims?.map(Number);
  if (held !== undefined) return held;
  const info = [...(graph.valueInfo ?? []), ...(graph.input ?? []), ...(graph.output ?? [])].find(
    (one) => one.name === name,
  );
  const dims = info?.type?.tensorType?.shape?.dim;
  if (dims == null) return null;
  const sizes = dims.map(({ dimValue }) => Number(dimValue ?? 0));
  return sizes.every((size) => size > 0) ? sizes : null;
}
