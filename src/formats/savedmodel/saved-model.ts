import { join } from 'node:path';
import { MalformedFile } from '../../bytes/malformed-file.js';
import { PagedFile } from '../../bytes/paged-file.js';
import { childrenOf, protobufFields, type Range, textAt } from '../../bytes/protobuf-fields.js';
import type { Dimension, Fault, Port, Signature } from '../../types.js';
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
  readonly operators: readonly { readonly domain: string; readonly type: string; readonly count: number }[];
}

const NEXT = 'save or download the model again, all files of the folder';

/**
 * Reads the description of the SavedModel in `folder` (absolute) in bounded memory: the signature `serving_default` of
 * the graph for serving or, without these, the first there is. Nothing of the graph is run.
 */
export function readSavedModel(folder: string): SavedModel | { readonly fault: Fault } {
  const file = new PagedFile(join(folder, SAVED_MODEL_FILE));
  try {
    if (file.size === 0) return { fault: { what: `${SAVED_MODEL_FILE} is empty`, next: NEXT } };
    return describe(file);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { fault: { what: error.what, why: error.message, next: NEXT } };
  } finally {
    file.close();
  }
}

function describe(file: PagedFile): SavedModel | { readonly fault: Fault } {
  const graphs = [...childrenOf(file, { from: 0, to: file.size }, SAVED_MODEL.metaGraphs)];
  const graph = graphs.find((one) => tagsOf(file, one).includes(USUAL_TAG)) ?? graphs[0];
  if (graph === undefined) throw new MalformedFile(`${SAVED_MODEL_FILE} holds no graph`);
  const signatures = mapOf(file, graph, META_GRAPH.signatures);
  const key = signatures.has(USUAL_SIGNATURE)
    ? USUAL_SIGNATURE
    : [...signatures.keys()].sort().find((name) => !INNER.test(name));
  const signature = signatures.get(key ?? '');
  if (key === undefined || signature === undefined)
    return {
      fault: {
        what: 'the SavedModel has no signature',
        why: 'without one, nothing says what goes in and what comes out',
        next: 'save it with `signatures=`, or from Keras with model.export',
      },
    };
  const ends = (field: number) =>
    [...mapOf(file, signature, field)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, info]) => endOf(file, name, info));
  const [inputs, outputs] = [ends(SIGNATURE.inputs), ends(SIGNATURE.outputs)];
  const named = [...inputs, ...outputs].flatMap(({ port, tensor }) =>
    tensor === '' || tensor === port.name ? [] : [[port.name, tensor] as const],
  );
  return {
    signature: { inputs: inputs.map(({ port }) => port), outputs: outputs.map(({ port }) => port) },
    signatureKey: key,
    tensorNames: Object.fromEntries(named),
    operators: operatorsOf(file, graph),
  };
}

function tagsOf(file: PagedFile, graph: Range): string[] {
  return [...childrenOf(file, graph, META_GRAPH.info)].flatMap((info) =>
    [...childrenOf(file, info, META_INFO.tags)].map((tag) => textAt(file, tag)),
  );
}

/** A map field: protobuf writes it as a list of entries. */
function mapOf(file: PagedFile, message: Range, number: number): Map<string, Range> {
  const entries = new Map<string, Range>();
  for (const entry of childrenOf(file, message, number)) {
    const [key] = childrenOf(file, entry, ENTRY.key);
    const [value] = childrenOf(file, entry, ENTRY.value);
    if (value !== undefined) entries.set(key === undefined ? '' : textAt(file, key), value);
  }
  return entries;
}

function endOf(file: PagedFile, name: string, info: Range): { readonly port: Port; readonly tensor: string } {
  let type = 0;
  let tensor: string | null = null;
  let shape: readonly Dimension[] | null = null;
  for (const field of protobufFields(file, info)) {
    if (field.kind === 'varint' && field.number === TENSOR_INFO.dtype) type = field.value;
    if (field.kind !== 'bytes') continue;
    if (field.number === TENSOR_INFO.name) tensor = textAt(file, field);
    if (field.number === TENSOR_INFO.shape) shape = shapeOf(file, field);
  }
  const dtype = dtypeOfTensorflow(type);
  if (dtype === null || tensor === null)
    throw new MalformedFile(
      tensor === null ? `${name} is no dense tensor` : `${name} has type ${type} of TensorFlow's types.proto`,
      'an input or output has a type that the gate does not know',
    );
  return { port: { name, type: { kind: 'tensor', dtype, shape } }, tensor };
}

function shapeOf(file: PagedFile, shape: Range): readonly Dimension[] | null {
  const sizes: Dimension[] = [];
  for (const field of protobufFields(file, shape)) {
    if (field.kind === 'varint' && field.number === SHAPE.unknownRank && field.value !== 0) return null;
    if (field.kind === 'bytes' && field.number === SHAPE.dimension) sizes.push(sizeOf(file, field));
  }
  return sizes;
}

function sizeOf(file: PagedFile, dimension: Range): Dimension {
  for (const field of protobufFields(file, dimension))
    if (field.kind === 'varint' && field.number === DIMENSION.size) return field.value < 0 ? null : field.value;
  return 0;
}

function operatorsOf(file: PagedFile, metaGraph: Range): SavedModel['operators'] {
  const counts = new Map<string, number>();
  const count = (node: Range) => {
    for (const operator of childrenOf(file, node, NODE.operator)) {
      const type = textAt(file, operator);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  };
  for (const graph of childrenOf(file, metaGraph, META_GRAPH.graph)) {
    for (const node of childrenOf(file, graph, GRAPH.node)) count(node);
    for (const library of childrenOf(file, graph, GRAPH.library))
      for (const one of childrenOf(file, library, LIBRARY.function))
        for (const node of childrenOf(file, one, FUNCTION.node)) count(node);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, times]) => ({ domain: 'tensorflow', type, count: times }));
}
