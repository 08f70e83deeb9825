import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

export interface Visitor {
  node?(node: Node): void;
  /** Every TensorProto of the model; `name` is its own or, for a tensor in a node's attribute, the node's first output. */
  tensor?(tensor: TensorProto, name: string): void;
}

/** Visits every node and every tensor: initialisers (sparse ones too), attributes, subgraphs, functions, training graphs. */
export function forEachTensor(model: onnx.ModelProto.$Properties, visitor: Visitor): void {
  for (const graph of graphsOf(model)) visitGraph(graph, visitor);
  for (const fn of model.functions ?? []) {
    for (const node of fn.node ?? []) visitNode(node, visitor);
    for (const attribute of fn.attributeProto ?? []) visitAttribute(attribute, fn.name ?? '', visitor);
  }
}

function graphsOf(model: onnx.ModelProto.$Properties): Graph[] {
  const training = (model.trainingInfo ?? []).flatMap(({ initialization, algorithm }) => [initialization, algorithm]);
  return [model.graph, ...training].filter((graph) => graph != null);
}

function visitGraph(graph: Graph, visitor: Visitor): void {
  for (const tensor of graph.initializer ?? []) visitor.tensor?.(tensor, tensor.name ?? '');
  for (const sparse of graph.sparseInitializer ?? []) visitSparse(sparse, sparse.values?.name ?? '', visitor);
  for (const node of graph.node ?? []) visitNode(node, visitor);
}

function visitNode(node: Node, visitor: Visitor): void {
  visitor.node?.(node);
  for (const attribute of node.attribute ?? []) visitAttribute(attribute, node.output?.[0] ?? '', visitor);
}

function visitAttribute(attribute: onnx.AttributeProto.$Properties, owner: string, visitor: Visitor): void {
  for (const tensor of [attribute.t, ...(attribute.tensors ?? [])]) if (tensor != null) visitor.tensor?.(tensor, owner);
  for (const sparse of [attribute.sparseTensor, ...(attribute.sparseTensors ?? [])])
    if (sparse != null) visitSparse(sparse, owner, visitor);
  for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) if (graph != null) visitGraph(graph, visitor);
}

function visitSparse(sparse: onnx.SparseTensorProto.$Properties, name: string, visitor: Visitor): void {
  if (sparse.values != null) visitor.tensor?.(sparse.values, name);
  // The indices of a sparse tensor are not weights, but they too may be in external files.
  if (sparse.indices != null) visitor.tensor?.(sparse.indices, `${name} (indices)`);
}
