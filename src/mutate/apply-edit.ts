import type { onnx } from '../onnx/proto/onnx.js';
import type { Graph, ModelProto, Node, TensorProto } from './scoped-nodes.js';

/** What a mutant changes: replacements for nodes and tensors, by identity. */
export interface Edit {
  readonly nodes?: ReadonlyMap<Node, readonly Node[]>;
  readonly tensors?: ReadonlyMap<TensorProto, TensorProto>;
}

/** A copy of the model with the edit; what the edit does not name is shared with the original. */
export function applyEdit(model: ModelProto, edit: Edit): ModelProto {
  return {
    ...model,
    ...(model.graph == null ? {} : { graph: editGraph(model.graph, edit) }),
    functions: (model.functions ?? []).map((fn) => ({ ...fn, node: editNodes(fn.node ?? [], edit) })),
  };
}

function editGraph(graph: Graph, edit: Edit): Graph {
  return {
    ...graph,
    node: editNodes(graph.node ?? [], edit),
    initializer: (graph.initializer ?? []).map((tensor) => edit.tensors?.get(tensor) ?? tensor),
  };
}

function editNodes(nodes: readonly Node[], edit: Edit): Node[] {
  return nodes.flatMap((node) => (edit.nodes?.get(node) ?? [node]).map((one) => editNode(one, edit)));
}

function editNode(node: Node, edit: Edit): Node {
  const attributes = node.attribute ?? [];
  if (!attributes.some(({ t, g, graphs }) => t != null || g != null || (graphs ?? []).length > 0)) return node;
  return { ...node, attribute: attributes.map((attribute) => editAttribute(attribute, edit)) };
}

function editAttribute(attribute: onnx.AttributeProto.$Properties, edit: Edit): onnx.AttributeProto.$Properties {
  const { t, g, graphs } = attribute;
  return {
    ...attribute,
    ...(t == null ? {} : { t: edit.tensors?.get(t) ?? t }),
    ...(g == null ? {} : { g: editGraph(g, edit) }),
    ...((graphs ?? []).length === 0 ? {} : { graphs: (graphs ?? []).map((graph) => editGraph(graph, edit)) }),
  };
}
