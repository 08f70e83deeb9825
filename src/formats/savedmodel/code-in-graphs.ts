/** What the graphs of a SavedModel may do besides computing, found without running them. */
import type { ProtobufMessage } from '../../bytes/protobuf.js';
import { reaches, writesCheckpoints } from './reaching-operators.js';

// Fields by number, from TensorFlow's saved_model.proto, meta_graph.proto, saver.proto, graph.proto and function.proto.
const SAVED_MODEL = { metaGraphs: 2 };
const META_GRAPH = { graph: 2, saver: 3, signatures: 5 };
const SAVER = { saveTensor: 2 };
const ENTRY = { value: 2 };
const SIGNATURE = { inputs: 1, outputs: 2 };
const TENSOR_INFO = { name: 1 };
const GRAPH = { node: 1, library: 2 };
const LIBRARY = { function: 1 };
const FUNCTION = { signature: 1, node: 3 };
const OPERATOR = { name: 1 };
const NODE = { name: 1, operator: 2, input: 3, attribute: 5 };
const ATTRIBUTE = { list: 1, function: 10 };
const LIST = { function: 9 };
const FUNCTION_NAME = 1;

interface Node {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  /** Functions that it may call. */
  readonly functions: readonly string[];
}

/** @throws Malformed when the file is damaged */
export function codeInGraphs(model: ProtobufMessage): string[] {
  const found = new Set<string>();
  for (const metaGraph of model.list(SAVED_MODEL.metaGraphs))
    for (const one of [...reachingIn(metaGraph)].toSorted()) found.add(`has the operator ${one}`);
  return [...found];
}

function reachingIn(metaGraph: ProtobufMessage): Set<string> {
  const nodes = new Map<string, Node>();
  const functions = new Map<string, readonly Node[]>();
  for (const graph of metaGraph.children(META_GRAPH.graph)) {
    for (const node of graph.children(GRAPH.node)) {
      const read = nodeOf(node);
      nodes.set(read.name, read);
    }
    for (const library of graph.children(GRAPH.library))
      for (const one of library.children(LIBRARY.function)) {
        const name = one.first(FUNCTION.signature)?.first(OPERATOR.name)?.text() ?? '';
        functions.set(name, one.list(FUNCTION.node).map(nodeOf));
      }
  }
  const everything = [...nodes.values(), ...[...functions.values()].flat()];
  const found = new Set(everything.map(({ operator }) => operator).filter(reaches));
  for (const { operator } of run(metaGraph, nodes, functions)) if (writesCheckpoints(operator)) found.add(operator);
  return found;
}

function nodeOf(node: ProtobufMessage): Node {
  const functions: string[] = [];
  for (const entry of node.children(NODE.attribute))
    for (const value of entry.children(ENTRY.value)) {
      const lists = value.list(ATTRIBUTE.list).flatMap((list) => list.list(LIST.function));
      for (const one of [...value.list(ATTRIBUTE.function), ...lists])
        functions.push(one.first(FUNCTION_NAME)?.text() ?? '');
    }
  return {
    name: node.first(NODE.name)?.text() ?? '',
    operator: node.first(NODE.operator)?.text() ?? '',
    inputs: node.list(NODE.input).map((input) => nodeNamed(input.text())),
    functions,
  };
}

/** The node of a tensor (name:0) or of a dependency (^name). */
function nodeNamed(tensor: string): string {
  return tensor.replace(/^\^/, '').replace(/(:\w+)*:\d+$/, '');
}

/** All that is run when the model is loaded and called: everything but what only saving it needs. */
function* run(
  metaGraph: ProtobufMessage,
  nodes: ReadonlyMap<string, Node>,
  functions: ReadonlyMap<string, readonly Node[]>,
): Generator<Node> {
  const saving = metaGraph.first(META_GRAPH.saver)?.first(SAVER.saveTensor)?.text() ?? '';
  const ofSaving = upstream([nodeNamed(saving)], nodes);
  const others = [...nodes.keys()].filter((name) => !ofSaving.has(name));
  const needed = upstream([...tensorsOfSignatures(metaGraph).map(nodeNamed), ...others], nodes);
  const waiting = [...needed].flatMap((name) => nodes.get(name) ?? []);
  const called = new Set<string>();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const name of [node.operator, ...node.functions]) {
      const body = called.has(name) ? undefined : functions.get(name);
      called.add(name);
      if (body !== undefined) waiting.push(...body);
    }
  }
}

/** These nodes, and all that they need. */
function upstream(names: readonly string[], nodes: ReadonlyMap<string, Node>): Set<string> {
  const found = new Set(names);
  // Grows while it is walked.
  for (const name of found) for (const input of nodes.get(name)?.inputs ?? []) found.add(input);
  return found;
}

function tensorsOfSignatures(metaGraph: ProtobufMessage): string[] {
  return metaGraph.list(META_GRAPH.signatures).flatMap((entry) =>
    entry
      .list(ENTRY.value)
      .flatMap((signature) => [...signature.list(SIGNATURE.inputs), ...signature.list(SIGNATURE.outputs)])
      .flatMap((end) => end.list(ENTRY.value))
      .flatMap((info) => info.list(TENSOR_INFO.name).map((name) => name.text())),
  );
}
