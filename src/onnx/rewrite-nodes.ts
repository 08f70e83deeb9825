import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { constantsOf } from './constants.js';
import { elementTypes, isStandard } from './element-types.js';
import { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** The graph is rewritten in memory, which would take too much for larger files. */
export const LARGEST_FILE = 2 ** 30;

/** What is known around a node. */
export interface NodeContext {
  /** Version of ONNX's own operators in the model; 0 where it is not known. */
  readonly opset: number;
  readonly graph: Graph;
  /** Element types by value, as numbers of TensorProto.DataType. */
  readonly types: ReadonlyMap<string, number>;
  /** Tensors that the graph, or a graph around it, holds by name. */
  readonly constants: ReadonlyMap<string, TensorProto>;
}

/** The nodes in place of a node; null to leave it as it is. */
export type Rewrite = (node: Node, context: NodeContext) => readonly Node[] | null;

/** Rewrites the nodes of the ONNX file at `path`, in branches and bodies too. Files above 1 GiB are left as they are. */
export function rewriteFile(path: string, rewrite: Rewrite): void {
  if (statSync(path).size > LARGEST_FILE) return;
  const model = onnx.ModelProto.decode(readFileSync(path));
  if (model.graph == null) return;
  const { version = 0 } = model.opsetImport?.find(isStandard) ?? {};
  const graph = rewriteNodes(model.graph, rewrite, { opset: Number(version) });
  if (graph !== model.graph) writeFileSync(path, onnx.ModelProto.encode({ ...model, graph }).finish());
}

type Around = Pick<NodeContext, 'opset' | 'types' | 'constants'>;

/** @returns the same object when nothing is rewritten */
export function rewriteNodes(graph: Graph, rewrite: Rewrite, around: Partial<Around> = {}): Graph {
  const { opset = 0 } = around;
  const types = elementTypes(graph, around.types);
  const constants = new Map([...(around.constants ?? []), ...constantsOf(graph)]);
  let changed = false;
  const node = (graph.node ?? []).flatMap((one) => {
    const own = rewriteBodies(one, rewrite, { opset, types, constants });
    const written = rewrite(own, { graph, opset, types, constants });
    changed ||= own !== one || written !== null;
    return written ?? [own];
  });
  return changed ? { ...graph, node } : graph;
}

/** The branches and bodies of If, Loop and Scan. */
function rewriteBodies(node: Node, rewrite: Rewrite, around: Around): Node {
  let changed = false;
  const attribute = (node.attribute ?? []).map((one) => {
    const g = one.g == null ? null : rewriteNodes(one.g, rewrite, around);
    if (g === null || g === one.g) return one;
    changed = true;
    return { ...one, g };
  });
  return changed ? { ...node, attribute } : node;
}
