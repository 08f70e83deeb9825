import { attributeOf } from '../onnx/attributes.js';
import { isStandard } from '../onnx/element-types.js';
import type { onnx } from '../onnx/proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** Where a value comes from. */
export type Source =
  /** An optional input that is left out, or a name that nothing makes. */
  | { readonly kind: 'none' }
  /** Of the model, of a branch or body, or of a function; the same key means the same input in both models. */
  | { readonly kind: 'input'; readonly key: string }
  | { readonly kind: 'constant'; readonly tensor: TensorProto; readonly name: string }
  | { readonly kind: 'node'; readonly node: FlatNode; readonly output: number };

/** A node, or a formula of several nodes that is known under one name. */
export interface FlatNode {
  /** With its domain, unless that is ONNX's own. */
  readonly op: string;
  /** Its name in the file, or the name of its first output. */
  readonly name: string;
  readonly attributes: readonly onnx.AttributeProto.$Properties[];
  /** What the node reads, followed by what its branches and bodies return. */
  readonly inputs: readonly Source[];
  /** Number of outputs. */
  readonly outputs: number;
}

/** A model as one list of nodes in the order of the file, those of branches, bodies and functions among them. */
export interface FlatGraph {
  readonly nodes: readonly FlatNode[];
  /** Outputs of the model and of its functions; the same key means the same output in both models. */
  readonly outputs: readonly { readonly key: string; readonly source: Source }[];
}

/** The names of the model's inputs and outputs by which they are known in the other model. */
export interface PortNames {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Larger graphs are not compared: matching would take minutes. The largest in practice have a fifth of this. */
export const MOST_NODES = 100_000;

const NONE: Source = { kind: 'none' };

/** @returns null for a graph that is too large to be compared */
export function flattened(model: onnx.ModelProto.$Properties, names: PortNames): FlatGraph | null {
  const flat = new Flattening();
  const graph = model.graph ?? {};
  const inputs = (graph.input ?? []).map(({ name }) => `input ${names.inputs.get(name ?? '') ?? name}`);
  const outputs = flat.graph(graph, inputs, null).map(({ name, source }) => ({
    key: `output ${names.outputs.get(name) ?? name}`,
    source,
  }));
  for (const { name, domain, node = [], input = [], output = [], attributeProto = [] } of model.functions ?? []) {
    const called = `function ${domain ?? ''}:${name ?? ''}`;
    const body: Graph = {
      node,
      input: (input ?? []).map((one) => ({ name: one })),
      output: (output ?? []).map((one) => ({ name: one })),
    };
    const keys = (input ?? []).map((_, index) => `${called} input ${index}`);
    const returned = flat.graph(body, keys, null).map(({ source }, index) => ({ key: `${called} ${index}`, source }));
    outputs.push(...returned);
    for (const { name: attribute } of attributeProto ?? [])
      outputs.push({ key: `${called} ${attribute}`, source: NONE });
  }
  return flat.tooLarge ? null : { nodes: flat.nodes, outputs };
}

/** What the names of a graph mean, and the graph around it. */
interface Scope {
  readonly around: Scope | null;
  readonly values: Map<string, Source>;
}

class Flattening {
  readonly nodes: FlatNode[] = [];
  tooLarge = false;

  /** Adds the nodes of a graph and returns its outputs. @param inputs their keys, in the graph's order */
  graph(
    graph: Graph,
    inputs: readonly string[],
    around: Scope | null,
  ): { readonly name: string; readonly source: Source }[] {
    const scope: Scope = { around, values: new Map() };
    (graph.input ?? []).forEach(({ name }, index) => {
      scope.values.set(name ?? '', { kind: 'input', key: inputs[index] ?? '' });
    });
    for (const tensor of graph.initializer ?? [])
      scope.values.set(tensor.name ?? '', { kind: 'constant', tensor, name: tensor.name ?? '' });
    for (const node of graph.node ?? []) {
      if (this.nodes.length >= MOST_NODES) {
        this.tooLarge = true;
        return [];
      }
      this.#node(node, scope);
    }
    return (graph.output ?? []).map(({ name }) => ({ name: name ?? '', source: lookUp(scope, name ?? '') }));
  }

  #node(node: Node, scope: Scope): void {
    const constant = constantOf(node);
    if (constant !== null) {
      const name = node.output?.[0] ?? '';
      scope.values.set(name, { kind: 'constant', tensor: constant, name });
      return;
    }
    // Files hold attributes in any order; what a branch or body returns counts by its name.
    const attributes = (node.attribute ?? []).toSorted((a, b) => Number((a.name ?? '') > (b.name ?? '')) - 0.5);
    const bodies = attributes.flatMap((attribute) => {
      const graphs = [attribute.g, ...(attribute.graphs ?? [])].filter((graph) => graph != null);
      return graphs.map((graph, place) => ({ graph, called: `${attribute.name} ${place}` }));
    });
    const returned = bodies.flatMap(({ graph, called }) => {
      const inputs = (graph.input ?? []).map((_, index) => `${node.opType} ${called} ${index}`);
      return this.graph(graph, inputs, scope).map(({ source }) => source);
    });
    const domain = isStandard(node) ? '' : `${node.domain}:`;
    const flat: FlatNode = {
      op: `${domain}${node.opType ?? ''}`,
      name: node.name || (node.output?.[0] ?? ''),
      attributes: (node.attribute ?? []).filter(({ g, graphs }) => g == null && (graphs ?? []).length === 0),
      inputs: [...withoutTrailing((node.input ?? []).map((name) => lookUp(scope, name))), ...returned],
      outputs: (node.output ?? []).length,
    };
    this.nodes.push(flat);
    (node.output ?? []).forEach((name, output) => {
      if (name !== '') scope.values.set(name, { kind: 'node', node: flat, output });
    });
  }
}

/** Optional inputs at the end may be written as empty names or not at all. */
function withoutTrailing(inputs: readonly Source[]): readonly Source[] {
  return inputs.slice(0, inputs.findLastIndex(({ kind }) => kind !== 'none') + 1);
}

function lookUp(scope: Scope, name: string): Source {
  if (name === '') return NONE;
  for (let at: Scope | null = scope; at !== null; at = at.around) {
    const found = at.values.get(name);
    if (found !== undefined) return found;
  }
  return NONE;
}

/** The tensor of a Constant node, however it states it; null for other nodes and for sparse tensors. */
function constantOf(node: Node): TensorProto | null {
  if (!isStandard(node) || node.opType !== 'Constant') return null;
  const value = attributeOf(node, 'value')?.t;
  if (value != null) return value;
  const [stated] = node.attribute ?? [];
  switch (stated?.name) {
    case 'value_float':
      return { dims: [], dataType: 1, floatData: [stated.f ?? 0] };
    case 'value_floats':
      return { dims: [stated.floats?.length ?? 0], dataType: 1, floatData: stated.floats ?? [] };
    case 'value_int':
      return { dims: [], dataType: 7, int64Data: [stated.i ?? 0] };
    case 'value_ints':
      return { dims: [stated.ints?.length ?? 0], dataType: 7, int64Data: stated.ints ?? [] };
    case 'value_string':
      return { dims: [], dataType: 8, stringData: [stated.s ?? new Uint8Array()] };
    case 'value_strings':
      return { dims: [stated.strings?.length ?? 0], dataType: 8, stringData: stated.strings ?? [] };
    default:
      return null;
  }
}
