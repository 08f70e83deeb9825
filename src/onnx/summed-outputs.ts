import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

const SOFTMAX = new Set(['LogSoftmax', 'Softmax']);
const SUMS = new Set(['ReduceL1', 'ReduceL2', 'ReduceLogSumExp', 'ReduceMean', 'ReduceSum', 'ReduceSumSquare']);
const MEANS = new Set([...SUMS, 'GlobalAveragePool', 'GlobalLpPool']);
/** What may be between a sum and the division by it: guards against zero, roots, and other shapes of the same numbers. */
const AROUND_A_DIVISOR = new Set(['Add', 'Cast', 'Clip', 'Expand', 'Identity', 'Max', 'Reshape', 'Sqrt', 'Unsqueeze']);
/** Operators that keep numbers and shape. */
const KEEPS = new Set(['Cast', 'Identity']);
const STEPS = 8;

/**
 * The number of terms of the sum that scales each element of an output, given the shape that the output had; 1 where
 * there is no such sum. A sum of n terms is rounded n times, in an order that every runtime chooses for itself. Moving
 * the terms by one unit in the last place does not show that: a softmax with a clear winner does not move at all.
 *
 * It finds outputs that are a softmax, are divided by a sum over themselves, or are a sum or mean of values whose shape
 * the model states.
 * @param opset of ONNX's own operators: before 13, softmax ran over everything from its axis on
 */
export function termsBehind(graph: Graph, output: string, shape: readonly number[], opset: number): number {
  const producers = producersOf(graph);
  let node = producers.get(output);
  for (let step = 0; step < STEPS && node !== undefined && KEEPS.has(node.opType ?? ''); step++)
    node = producers.get(node.input?.[0] ?? '');
  if (node === undefined) return 1;
  const type = node.opType ?? '';
  if (SOFTMAX.has(type)) {
    const axis = at(shape, Number(attribute(node, 'axis')?.i ?? (opset < 13 ? 1 : -1)));
    return opset < 13 ? product(shape.slice(axis)) : (shape[axis] ?? 1);
  }
  if (MEANS.has(type)) {
    const before = statedShape(graph, node.input?.[0] ?? '');
    return before === null ? 1 : Math.max(1, Math.round(product(before) / Math.max(1, product(shape))));
  }
  if (type !== 'Div') return 1;
  const sum = sumBehind(producers, node.input?.[1] ?? '');
  if (sum === undefined) return 1;
  const axes = attribute(sum, 'axes')?.ints ?? [-1];
  return product(axes.map((axis) => shape[at(shape, Number(axis))] ?? 1));
}

function sumBehind(producers: ReadonlyMap<string, Node>, divisor: string): Node | undefined {
  let node = producers.get(divisor);
  for (let step = 0; step < STEPS && node !== undefined && AROUND_A_DIVISOR.has(node.opType ?? ''); step++)
    node = (node.input ?? []).map((input) => producers.get(input)).find((found) => found !== undefined);
  return node !== undefined && SUMS.has(node.opType ?? '') ? node : undefined;
}

/** The sizes of a value where the model states all of them. */
function statedShape(graph: Graph, name: string): number[] | null {
  const info = [...(graph.valueInfo ?? []), ...(graph.input ?? [])].find((one) => one.name === name);
  const dims = info?.type?.tensorType?.shape?.dim;
  if (dims == null) return null;
  const sizes = dims.map(({ dimValue }) => Number(dimValue ?? 0));
  return sizes.every((size) => size > 0) ? sizes : null;
}

const at = (shape: readonly number[], axis: number) => (axis < 0 ? axis + shape.length : axis);
const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

function attribute(node: Node, name: string): onnx.AttributeProto.$Properties | undefined {
  return node.attribute?.find((one) => one.name === name);
}

function producersOf(graph: Graph): Map<string, Node> {
  return new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((output) => [output, node] as const)));
}
