/** ONNX with sparse weights, which runtimes of ONNX read and most converters do not, as the same with dense ones. */
import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Malformed } from '../bytes/malformed.js';
import { contentKey } from '../environments/content-key.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { forEachTensor } from '../onnx/graph-walk.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { onnx as proto } from '../onnx/proto/onnx.js';
import { LARGEST_FILE } from '../onnx/rewrite-nodes.js';
import { wholeModel } from '../onnx/whole-model.js';
import { byteLength } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { elementCount, type PackedTensor } from '../tensor/tensor.js';
import type { Loadable } from './loadable.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type Sparse = onnx.SparseTensorProto.$Properties;

/** The name of a Constant's attribute that holds its tensor, and the number of its type (AttributeProto). */
const VALUE = { name: 'value', type: 4 } as const;
const SPARSE_VALUE = 'sparse_value';

/** The names of the sparse weights of a model; of its skeleton is enough. */
export function sparseWeights(model: onnx.ModelProto.$Properties): string[] {
  const names = (model.graph?.sparseInitializer ?? []).map(({ values }) => values?.name ?? '');
  forEachTensor(model, {
    node: ({ attribute, output }) => {
      for (const { name, g } of attribute ?? []) {
        if (name === SPARSE_VALUE) names.push(output?.[0] ?? '');
        names.push(...(g?.sparseInitializer ?? []).map(({ values }) => values?.name ?? ''));
      }
    },
  });
  return names;
}

/**
 * A copy of an ONNX model in `folder` whose weights are dense, in one file; the model itself where that would take too
 * much memory, or where what it says of them does not fit together: whoever reads it says so better.
 */
export async function withDenseWeights(model: Loadable, folder: string): Promise<Loadable> {
  const bytes = model.files.reduce((sum, { from }) => sum + statSync(from).size, 0);
  if (bytes > LARGEST_FILE) return model;
  const whole = wholeModel(model.path);
  try {
    if (whole.graph != null) whole.graph = denseGraph(whole.graph, { left: LARGEST_FILE - bytes });
  } catch (error) {
    if (error instanceof Malformed) return model;
    throw error;
  }
  await mkdir(folder, { recursive: true });
  const path = join(folder, basename(model.path));
  await writeFile(path, proto.ModelProto.encode(whole).finish());
  return { ...model, path, files: [{ from: path, to: basename(path) }], key: contentKey([model.key, 'dense weights']) };
}

/** Bytes that may still be made. */
interface Budget {
  left: number;
}

function denseGraph(graph: Graph, budget: Budget): Graph {
  const made = (graph.sparseInitializer ?? []).map((sparse) => denseTensor(sparse, budget));
  return {
    ...graph,
    initializer: [...(graph.initializer ?? []), ...made],
    sparseInitializer: [],
    node: (graph.node ?? []).map((node) => denseNode(node, budget)),
  };
}

function denseNode(node: Node, budget: Budget): Node {
  if (node.attribute == null) return node;
  const attribute = node.attribute.map((one) => {
    if (one.g != null) return { ...one, g: denseGraph(one.g, budget) };
    if (one.name !== SPARSE_VALUE || one.sparseTensor == null) return one;
    return { ...VALUE, t: denseTensor(one.sparseTensor, budget) };
  });
  return { ...node, attribute };
}

/** @throws Malformed for a tensor of strings, one that is too large, and numbers in places that it does not have */
function denseTensor({ values, indices, dims = [] }: Sparse, budget: Budget): onnx.TensorProto.$Properties {
  const tensor = tensorOfProto(values ?? {});
  const shape = (dims ?? []).map(Number);
  const count = elementCount(shape);
  if (tensor.dtype === 'string') throw new Malformed('has sparse strings');
  const size = byteLength(tensor.dtype, count);
  const width = byteLength(tensor.dtype, 1);
  // Elements of less than a byte have no place of their own.
  if (!Number.isSafeInteger(count) || width * count !== size || size > budget.left)
    throw new Malformed('has sparse weights that cannot be made dense');
  budget.left -= size;
  const rawData = new Uint8Array(size);
  for (const [index, place] of placesOf(indices ?? {}, shape, elementCount(tensor.shape)).entries()) {
    if (!(place >= 0 && place < count)) throw new Malformed('has sparse weights outside of their tensor');
    rawData.set(tensor.bytes.subarray(index * width, (index + 1) * width), place * width);
  }
  return { name: values?.name ?? '', dataType: values?.dataType ?? 0, dims: dims ?? [], rawData };
}

/** Where in the flat tensor each number belongs: indices are flat, or have a coordinate for each axis. */
function placesOf(indices: onnx.TensorProto.$Properties, shape: readonly number[], count: number): number[] {
  const tensor = tensorOfProto(indices);
  const [rows = 0, axes] = tensor.shape;
  if (tensor.dtype !== 'int64' || rows !== count || (axes !== undefined && axes !== shape.length))
    throw new Malformed('has sparse weights whose indices do not fit');
  const numbers = Array.from(storageOf(tensor satisfies PackedTensor), Number);
  if (axes === undefined) return numbers;
  return Array.from({ length: rows }, (_, row) =>
    shape.reduce((place, size, axis) => {
      const at = numbers[row * axes + axis] ?? -1;
      return at < 0 || at >= size ? Number.NaN : place * size + at;
    }, 0),
  );
}
