import { join } from 'node:path';
import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { ProtobufMessage } from '../../bytes/protobuf.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Dimension, Fault, NarrowPrecision, Port, Signature } from '../../types.js';
import { codeInGraphs } from './code-in-graphs.js';
import { narrowArithmetic } from './narrow-arithmetic.js';
import { dtypeOfTensorflow } from './tensorflow-type.js';

/** The file that makes a folder a SavedModel. */
export const SAVED_MODEL_FILE = 'saved_model.pb';
const USUAL_TAG = 'serve';
const USUAL_SIGNATURE = 'serving_default';
/** Signatures of TensorFlow's own, to initialise and to train. */
const INNER = /^__|^_/;

// Fields by number, from TensorFlow's saved_model.proto, meta_graph.proto, graph.proto and function.proto.
const SAVED_MODEL = { metaGraphs: 2 };
const META_GRAPH = { info: 1, graph: 2, signatures: 5 };
const META_INFO = { tags: 4 };
const ENTRY = { key: 1, value: 2 };
const SIGNATURE = { inputs: 1, outputs: 2 };
const TENSOR_INFO = { name: 1, dtype: 2, shape: 3 };
const SHAPE = { dimension: 2, unknownRank: 3 };
const DIMENSION = { size: 1 };
const GRAPH = { node: 1, library: 2 };
const LIBRARY = { function: 1 };
const FUNCTION = { node: 3 };
const NODE = { operator: 2 };

/** A SavedModel described without its weights. */
export interface SavedModel {
  readonly signature: Signature;
  readonly signatureKey: string;
  /** By input and output: the tensor of the graph behind it. */
  readonly tensorNames: Readonly<Record<string, string>>;
  /** Operators of the graph and of its functions, sorted by name. */
  readonly operators: readonly OperatorCount[];
  /** The narrowest float that it computes in, where that is narrower than float32. */
  readonly narrow: NarrowPrecision | null;
  /** In words, what it may do besides computing. */
  readonly code: readonly string[];
}

const NEXT = 'save or download the model again, all files of the folder';

/**
 * Reads the description of the SavedModel in `folder` (absolute) in bounded memory: the signature `serving_default` of
 * the graph for serving or, without these, the first that exists. The graph is not run.
 */
export function readSavedModel(folder: string): SavedModel | { readonly fault: Fault } {
  return describeFile(join(folder, SAVED_MODEL_FILE), (file) => describe(ProtobufMessage.whole(file)), {
    next: NEXT,
    called: SAVED_MODEL_FILE,
  });
}

function describe(model: ProtobufMessage): SavedModel | { readonly fault: Fault } {
  const graphs = model.list(SAVED_MODEL.metaGraphs);
  const graph = graphs.find((one) => tagsOf(one).includes(USUAL_TAG)) ?? graphs[0];
  if (graph === undefined) throw damaged(`${SAVED_MODEL_FILE} has no graph`);
  const signatures = mapOf(graph, META_GRAPH.signatures);
  const key = signatures.has(USUAL_SIGNATURE)
    ? USUAL_SIGNATURE
    : [...signatures.keys()].sort().find((name) => !INNER.test(name));
  const signature = signatures.get(key ?? '');
  if (key === undefined || signature === undefined)
    return {
      fault: {
        what: 'the SavedModel has no signature',
        why: 'without one, its inputs and outputs are unknown',
        next: 'save it with `signatures=`, or from Keras with model.export',
      },
    };
  const ends = (field: number) =>
    [...mapOf(signature, field)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, info]) => endOf(name, info));
  const [inputs, outputs] = [ends(SIGNATURE.inputs), ends(SIGNATURE.outputs)];
  const named = [...inputs, ...outputs].flatMap(({ port, tensor }) =>
    tensor === '' || tensor === port.name ? [] : [[port.name, tensor] as const],
  );
  return {
    signature: { inputs: inputs.map(({ port }) => port), outputs: outputs.map(({ port }) => port) },
    signatureKey: key,
    tensorNames: Object.fromEntries(named),
    operators: countOperators(operatorsOf(graph)),
    narrow: narrowArithmetic(nodesOf(graph)),
    code: codeInGraphs(model),
  };
}

function tagsOf(graph: ProtobufMessage): string[] {
  return graph.list(META_GRAPH.info).flatMap((info) => info.list(META_INFO.tags).map((tag) => tag.text()));
}

/** A map field: protobuf writes it as a list of entries. */
function mapOf(message: ProtobufMessage, number: number): Map<string, ProtobufMessage> {
  const entries = new Map<string, ProtobufMessage>();
  for (const entry of message.list(number)) {
    const value = entry.first(ENTRY.value);
    if (value !== null) entries.set(entry.first(ENTRY.key)?.text() ?? '', value);
  }
  return entries;
}

function endOf(name: string, info: ProtobufMessage): { readonly port: Port; readonly tensor: string } {
  let type = 0;
  let tensor: string | null = null;
  let shape: readonly Dimension[] | null = null;
  for (const field of info.fields()) {
    if (field.kind === 'varint' && field.number === TENSOR_INFO.dtype) type = field.value;
    if (field.kind !== 'bytes') continue;
    if (field.number === TENSOR_INFO.name) tensor = info.inner(field).text();
    if (field.number === TENSOR_INFO.shape) shape = shapeOf(info.inner(field));
  }
  const dtype = dtypeOfTensorflow(type);
  if (dtype === null || tensor === null)
    throw new Malformed('an input or output has a type that the gate does not support', {
      why: tensor === null ? `${name} is not a dense tensor` : `${name} has type ${type} of TensorFlow's types.proto`,
    });
  return { port: { name, type: { kind: 'tensor', dtype, shape } }, tensor };
}

function shapeOf(shape: ProtobufMessage): readonly Dimension[] | null {
  const sizes: Dimension[] = [];
  for (const field of shape.fields()) {
    if (field.kind === 'varint' && field.number === SHAPE.unknownRank && field.value !== 0) return null;
    if (field.kind === 'bytes' && field.number === SHAPE.dimension) sizes.push(sizeOf(shape.inner(field)));
  }
  return sizes;
}

function sizeOf(dimension: ProtobufMessage): Dimension {
  for (const field of dimension.fields())
    if (field.kind === 'varint' && field.number === DIMENSION.size) return field.value < 0 ? null : field.value;
  return 0;
}

function* operatorsOf(metaGraph: ProtobufMessage): Generator<Pick<OperatorCount, 'domain' | 'type'>> {
  for (const node of nodesOf(metaGraph))
    for (const operator of node.children(NODE.operator)) yield { domain: 'tensorflow', type: operator.text() };
}

/** Nodes of the graph and of its functions. */
function* nodesOf(metaGraph: ProtobufMessage): Generator<ProtobufMessage> {
  for (const graph of metaGraph.children(META_GRAPH.graph)) {
    yield* graph.children(GRAPH.node);
    for (const library of graph.children(GRAPH.library))
      for (const one of library.children(LIBRARY.function)) yield* one.children(FUNCTION.node);
  }
}
