import { describeFile } from '../../bytes/describe-file.js';
import { FlatFile, type FlatTable } from '../../bytes/flat-table.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { DType } from '../../tensor/dtype.js';
import type { Fault, NarrowPrecision, Port, Signature } from '../../types.js';
import { BUILTIN_OPERATORS, CUSTOM } from './builtin-operators.js';
import { dtypeOfTflite } from './tensor-type.js';

/** The identifier at byte 4 of every TensorFlow Lite file. */
export const TFLITE_IDENTIFIER = 'TFL3';
/** The signature that TensorFlow's exporters write, and that runtimes use by default. */
const USUAL_SIGNATURE = 'serving_default';

// Fields by number, from TensorFlow Lite's schema.
const MODEL = { operatorCodes: 1, subgraphs: 2, signatures: 7 };
const OPERATOR_CODE = { deprecatedBuiltin: 0, custom: 1, builtin: 3 };
const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3 };
const TENSOR = { shape: 0, type: 1, name: 3, shapeSignature: 7, hasRank: 8 };
const OPERATOR = { code: 0 };
const SIGNATURE = { inputs: 0, outputs: 1, key: 2, subgraph: 4 };
const TENSOR_MAP = { name: 0, tensor: 1 };

/** A TensorFlow Lite file described without its weights. */
export interface TfliteModel {
  /** By the names of its signature, or by those of the tensors where it has none. */
  readonly signature: Signature;
  /** Key of the signature; null when the file has none. */
  readonly signatureKey: string | null;
  /** By input and output: the name of the tensor behind it, where that is another one. */
  readonly tensorNames: Readonly<Record<string, string>>;
  /** Operators of all subgraphs, sorted by name; `custom` and `flex` ones are not part of TensorFlow Lite. */
  readonly operators: readonly OperatorCount[];
  /**
   * The narrowest arithmetic, where it is narrower than float32: bfloat16, or activations on a grid of 16 bits, which are
   * about as fine as float16.
   */
  readonly narrow: NarrowPrecision | null;
}

const NEXT = 'convert or download the model again and compare its size with the original';

/**
 * Reads the description of the file at `path` (absolute) in bounded memory. Quantised inputs and outputs have their
 * integer types. A file that cannot be read is a fault of the model, not an exception.
 */
export function readTfliteModel(path: string): TfliteModel | { readonly fault: Fault } {
  return describeFile(
    path,
    (file) => describe(new FlatFile(file).requireIdentifier(TFLITE_IDENTIFIER, 'a TensorFlow Lite model').root()),
    { next: NEXT },
  );
}

function describe(model: FlatTable): TfliteModel {
  const subgraphs = [...model.tables(MODEL.subgraphs)];
  const signatures = [...model.tables(MODEL.signatures)];
  const usual = signatures.find((one) => one.string(SIGNATURE.key) === USUAL_SIGNATURE) ?? signatures[0] ?? null;
  const graph = subgraphs[usual?.uint32(SIGNATURE.subgraph) ?? 0];
  if (graph === undefined) throw damaged('the file holds no graph');
  const tensors = [...graph.tables(SUBGRAPH.tensors)];
  const ends = usual === null ? endsOfGraph(graph, tensors) : endsOfSignature(usual, tensors);
  const named = [...ends.inputs, ...ends.outputs].flatMap(({ name, tensor }) => {
    const own = tensor.string(TENSOR.name) ?? '';
    return own === '' || own === name ? [] : [[name, own] as const];
  });
  return {
    signature: { inputs: ends.inputs.map(portOf), outputs: ends.outputs.map(portOf) },
    signatureKey: usual === null ? null : (usual.string(SIGNATURE.key) ?? ''),
    tensorNames: Object.fromEntries(named),
    operators: countOperators(operatorsOf(model, subgraphs)),
    narrow: narrowOf(subgraphs),
  };
}

interface End {
  readonly name: string;
  readonly tensor: FlatTable;
}
interface Ends {
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

function endsOfSignature(signature: FlatTable, tensors: readonly FlatTable[]): Ends {
  const ends = (field: number) =>
    [...signature.tables(field)].map((map) => ({
      name: map.string(TENSOR_MAP.name) ?? '',
      tensor: at(tensors, map.uint32(TENSOR_MAP.tensor)),
    }));
  return { inputs: ends(SIGNATURE.inputs), outputs: ends(SIGNATURE.outputs) };
}

function endsOfGraph(graph: FlatTable, tensors: readonly FlatTable[]): Ends {
  const ends = (field: number) =>
    (graph.int32s(field) ?? []).map((index) => {
      const tensor = at(tensors, index);
      return { name: tensor.string(TENSOR.name) ?? '', tensor };
    });
  return { inputs: ends(SUBGRAPH.inputs), outputs: ends(SUBGRAPH.outputs) };
}

function at(tensors: readonly FlatTable[], index: number): FlatTable {
  const tensor = tensors[index];
  if (tensor === undefined) throw damaged(`there is no tensor ${index}: the graph has ${tensors.length}`);
  return tensor;
}

function portOf({ name, tensor }: End): Port {
  const type = tensor.int8(TENSOR.type);
  const dtype = dtypeOfTflite(type);
  if (dtype === null)
    throw new Malformed('an input or output has a type that the gate does not support', {
      why: `${name} has type ${type} of TensorFlow Lite's schema`,
    });
  const sizes = tensor.int32s(TENSOR.shapeSignature) ?? tensor.int32s(TENSOR.shape) ?? [];
  // No sizes mean a scalar only where the file says that the rank is known.
  const unranked = sizes.length === 0 && tensor.int8(TENSOR.hasRank) === 0;
  return {
    name,
    type: { kind: 'tensor', dtype, shape: unranked ? null : sizes.map((size) => (size < 0 ? null : size)) },
  };
}

function narrowOf(subgraphs: readonly FlatTable[]): NarrowPrecision | null {
  const types = new Set<DType | null>();
  for (const graph of subgraphs)
    for (const tensor of graph.tables(SUBGRAPH.tensors)) types.add(dtypeOfTflite(tensor.int8(TENSOR.type)));
  if (types.has('bfloat16')) return 'bf16';
  return types.has('int16') ? 'f16' : null;
}

type Operator = Pick<OperatorCount, 'domain' | 'type'>;

function* operatorsOf(model: FlatTable, subgraphs: readonly FlatTable[]): Generator<Operator> {
  const codes = [...model.tables(MODEL.operatorCodes)].map(operatorOf);
  for (const graph of subgraphs)
    for (const operator of graph.tables(SUBGRAPH.operators)) {
      const index = operator.uint32(OPERATOR.code);
      const code = codes[index];
      if (code === undefined) throw damaged(`there is no operator code ${index}: the file has ${codes.length}`);
      yield code;
    }
}

/** Writers put numbers above 127 in a second field, and 127 in the first: the larger one counts (schema version 3a). */
function operatorOf(code: FlatTable): Operator {
  const builtin = Math.max(code.int8(OPERATOR_CODE.deprecatedBuiltin), code.int32(OPERATOR_CODE.builtin));
  if (builtin !== CUSTOM) return { domain: 'tflite', type: BUILTIN_OPERATORS[builtin] ?? `operator ${builtin}` };
  const name = code.string(OPERATOR_CODE.custom) ?? '';
  // The converter uses TensorFlow's operators, under this prefix, where TensorFlow Lite lacks one.
  return name.startsWith('Flex')
    ? { domain: 'flex', type: name.slice('Flex'.length) }
    : { domain: 'custom', type: name };
}
