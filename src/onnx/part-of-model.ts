import type { DType } from '../tensor/dtype.js';
import { ONNX_NUMBERS } from './data-type.js';
import type { onnx } from './proto/onnx.js';

type Model = onnx.ModelProto.$Properties;
type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type Port = onnx.ValueInfoProto.$Properties;

/** A value where a graph is cut. */
export interface CutValue {
  readonly name: string;
  /** As it was seen in a run; the type is not stated when left out, which runtimes allow for outputs. */
  readonly dtype?: DType;
  /** Sizes; null for one that depends on the inputs. */
  readonly shape?: readonly (number | null)[];
}

/**
 * The part of a model between values of its outermost graph, as a model of its own: the nodes that `outputs` need once
 * `inputs` are given, with the weights, functions and imports that these use. Inputs of the graph that are still needed
 * stay inputs, as they were declared. What the file states of the values in between is left out: it may be stale.
 * @param outputs values that nodes make; in this order the outputs of the part
 * @returns null when an output is made by no node
 */
export function partOfModel(model: Model, inputs: readonly CutValue[], outputs: readonly CutValue[]): Model | null {
  const graph = model.graph ?? {};
  const nodes = graph.node ?? [];
  const makers = new Map(nodes.flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)));
  if (outputs.some(({ name }) => !makers.has(name))) return null;
  const given = new Set(inputs.map(({ name }) => name));
  const needed = new Set<string>();
  const kept = new Set<Node>();
  const open = outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const isOutput = outputs.some((output) => output.name === name);
    if (needed.has(name) || (given.has(name) && !isOutput)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker === undefined || kept.has(maker)) continue;
    kept.add(maker);
    open.push(...namesReadBy(maker));
  }
  const isNeeded = ({ name }: { name?: string | null }) => needed.has(name ?? '') && !given.has(name ?? '');
  const part: Graph = {
    name: graph.name ?? 'graph',
    node: nodes.filter((node) => kept.has(node)),
    input: [...(graph.input ?? []).filter(isNeeded), ...inputs.map(portOf)],
    output: outputs.map(portOf),
    initializer: (graph.initializer ?? []).filter(isNeeded),
    sparseInitializer: (graph.sparseInitializer ?? []).filter(({ values }) => isNeeded({ name: values?.name ?? '' })),
  };
  return { ...model, graph: part, trainingInfo: [] };
}

/** What a node reads from the graph it is in, also from within its branches and bodies. */
export function namesReadBy(node: Node): string[] {
  const bodies = (node.attribute ?? []).flatMap(({ g, graphs }) => [g, ...(graphs ?? [])]).filter((one) => one != null);
  return [...(node.input ?? []), ...bodies.flatMap(namesReadFromAround)].filter((name) => name !== '');
}

function namesReadFromAround(graph: Graph): string[] {
  const own = new Set([
    ...[...(graph.input ?? []), ...(graph.initializer ?? [])].map(({ name }) => name ?? ''),
    ...(graph.node ?? []).flatMap(({ output }) => output ?? []),
  ]);
  const read = [
    ...(graph.node ?? []).flatMap(namesReadBy),
    // A branch may return what is made around it.
    ...(graph.output ?? []).map(({ name }) => name ?? ''),
  ];
  return read.filter((name) => !own.has(name));
}

function portOf({ name, dtype, shape }: CutValue): Port {
  if (dtype === undefined) return { name };
  const dim = shape?.map((dimValue) => (dimValue === null ? {} : { dimValue }));
  return { name, type: { tensorType: { elemType: ONNX_NUMBERS[dtype], ...(dim && { shape: { dim } }) } } };
}
