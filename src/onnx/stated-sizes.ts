import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Info = onnx.ValueInfoProto.$Properties;

/** The sizes that a file states of a value that its graph computes. */
export interface StatedSizes {
  readonly name: string;
  /** Null: any size. */
  readonly shape: readonly (number | null)[];
  readonly isOutput: boolean;
}

/**
 * What the file states of the tensors that nodes of its outermost graph make. It follows from the operators, and is stale
 * where somebody changed the graph and not the statements.
 */
export function statedSizes(graph: Graph): StatedSizes[] {
  const made = new Set((graph.node ?? []).flatMap(({ output }) => output ?? []));
  const stated = (infos: readonly Info[], isOutput: boolean) =>
    infos.flatMap(({ name, type }): StatedSizes[] => {
      const dim = type?.tensorType?.shape?.dim;
      return dim == null || name == null || !made.has(name) ? [] : [{ name, shape: dim.map(sizeOf), isOutput }];
    });
  return [...stated(graph.valueInfo ?? [], false), ...stated(graph.output ?? [], true)];
}

/** Symbols, and what exporters write for "any", state nothing that a run could contradict. */
function sizeOf({ dimValue }: onnx.TensorShapeProto.Dimension.$Properties): number | null {
  const size = dimValue == null ? 0 : Number(dimValue);
  return size > 0 ? size : null;
}

/** Whether a tensor of this shape is not what the file states. */
export function contradicts({ shape: stated }: StatedSizes, shape: readonly number[]): boolean {
  return stated.length !== shape.length || stated.some((size, axis) => size !== null && size !== shape[axis]);
}
