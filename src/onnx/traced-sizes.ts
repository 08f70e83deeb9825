import { forEachTensor } from './graph-walk.js';
import type { onnx } from './proto/onnx.js';
import { smallConstant } from './small-constants.js';

type Node = onnx.NodeProto.$Properties;

/** Operators with the place of the input that is a shape. */
const SHAPED: Readonly<Record<string, number>> = { Reshape: 1, Expand: 1, Tile: 1 };
const MOST = 4;

/**
 * Sizes that shapes of a graph contain as numbers, the likeliest first: an exporter that traces a network writes sizes of
 * its example there although it declares them open, and the graph then runs with these alone. Sizes that divide those of
 * weights, as heads and widths do, come last.
 */
export function tracedSizes(model: onnx.ModelProto.$Properties): readonly number[] {
  const constants = new Map<string, readonly number[]>();
  const widths = new Set<number>();
  const made = new Map<string, Node>();
  const shapes: string[] = [];
  forEachTensor(model, {
    tensor(tensor, name) {
      const values = smallConstant(tensor);
      if (tensor.dataType === 7 && values !== null) constants.set(name, values);
      else for (const size of tensor.dims ?? []) widths.add(Number(size));
    },
    node(node) {
      for (const output of node.output ?? []) made.set(output, node);
      const place = Object.hasOwn(SHAPED, node.opType ?? '') ? SHAPED[node.opType ?? ''] : undefined;
      const shape = place === undefined ? undefined : node.input?.[place];
      if (shape !== undefined) shapes.push(shape);
    },
  });
  const counts = new Map<number, number>();
  for (const shape of shapes) {
    const parts = made.get(shape)?.opType === 'Concat' ? (made.get(shape)?.input ?? []) : [shape];
    for (const size of parts.flatMap((part) => constants.get(part) ?? []))
      if (size > 1) counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  const isOfWeights = (size: number) => [...widths].some((width) => width % size === 0);
  return [...counts]
    .sort(([a, often], [b, other]) => Number(isOfWeights(a)) - Number(isOfWeights(b)) || other - often || a - b)
    .slice(0, MOST)
    .map(([size]) => size);
}
