import type { onnx } from '../onnx/proto/onnx.js';

export type Graph = onnx.GraphProto.$Properties;
export type Node = onnx.NodeProto.$Properties;
export type TensorProto = onnx.TensorProto.$Properties;
export type ModelProto = onnx.ModelProto.$Properties;

/** A node with the meaning of the names in its scope; another subgraph may use the same names. */
export interface ScopedNode {
  readonly node: Node;
  /** The constant tensor of that name: an initialiser or a Constant node, here or in a graph around. */
  constant(name: string): TensorProto | undefined;
  /** The node that computes the value of that name, here or in a graph around. */
  producer(name: string): Node | undefined;
  /** The nodes of the same graph that take the value of that name. */
  consumers(name: string): readonly Node[];
}

interface Scope {
  readonly outer: Scope | null;
  readonly constants: ReadonlyMap<string, TensorProto>;
  readonly producers: ReadonlyMap<string, Node>;
  readonly consumers: ReadonlyMap<string, readonly Node[]>;
}

/** Every node of the model in the order of the file, those of subgraphs and functions too: early ones are near the inputs. */
export function scopedNodes(model: ModelProto): ScopedNode[] {
  const found: ScopedNode[] = [];
  if (model.graph != null) visit(model.graph.node ?? [], model.graph.initializer ?? [], null, found);
  for (const { node } of model.functions ?? []) visit(node ?? [], [], null, found);
  return found;
}

/** The value of an attribute of a node, undefined when it is not given. */
export function attributeOf({ attribute }: Node, name: string): onnx.AttributeProto.$Properties | undefined {
  return attribute?.find((one) => one.name === name);
}

/** `Conv /backbone/conv1`: operator and name, or its first output when it has none. */
export function nodeInWords({ opType, name, output }: Node): string {
  return `${opType ?? ''} ${name || (output?.[0] ?? '')}`.trim();
}

/** ONNX's own operators; the domain is written in two ways. */
export function isOnnxOperator({ domain, opType }: Node, ...types: readonly string[]): boolean {
  return (domain == null || domain === '' || domain === 'ai.onnx') && types.includes(opType ?? '');
}

function visit(
  nodes: readonly Node[],
  initializers: readonly TensorProto[],
  outer: Scope | null,
  found: ScopedNode[],
): void {
  const constants = new Map<string, TensorProto>();
  const producers = new Map<string, Node>();
  const consumers = new Map<string, Node[]>();
  for (const tensor of initializers) constants.set(tensor.name ?? '', tensor);
  for (const node of nodes) {
    const value = isOnnxOperator(node, 'Constant') ? attributeOf(node, 'value')?.t : undefined;
    for (const output of node.output ?? []) {
      producers.set(output, node);
      if (value != null) constants.set(output, value);
    }
    for (const input of node.input ?? []) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  }
  const scope: Scope = { outer, constants, producers, consumers };
  for (const node of nodes) {
    found.push({
      node,
      constant: (name) => lookUp(scope, name, ({ constants }) => constants),
      producer: (name) => lookUp(scope, name, ({ producers }) => producers),
      consumers: (name) => consumers.get(name) ?? [],
    });
    for (const { g, graphs } of node.attribute ?? [])
      for (const graph of [g, ...(graphs ?? [])])
        if (graph != null) visit(graph.node ?? [], graph.initializer ?? [], scope, found);
  }
}

/** Subgraphs see the values of the graphs around them. */
function lookUp<T>(scope: Scope, name: string, of: (scope: Scope) => ReadonlyMap<string, T>): T | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const value = of(at).get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
