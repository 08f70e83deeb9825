import { describeFile } from '../../bytes/describe-file.js';
import { FlatFile, type FlatTable } from '../../bytes/flat-table.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { dtypeOfOnnx } from '../../onnx/data-type.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { DType } from '../../tensor/dtype.js';
import type { Dimension, Fault, Port, Signature, ValueType } from '../../types.js';

/** The identifier at byte 4 of every file in ONNX Runtime's own format. */
export const ORT_IDENTIFIER = 'ORTM';

// Fields by number, from ONNX Runtime's schema.
const SESSION = { model: 1 };
const MODEL = { graph: 7 };
const GRAPH = { initializers: 0, values: 1, nodes: 2, inputs: 5, outputs: 6 };
const INITIALIZER = { name: 0 };
const VALUE = { name: 0, type: 2 };
const TYPE = { kind: 1, value: 2 };
const TENSOR_TYPE = { element: 0, shape: 1 };
const SEQUENCE_TYPE = { item: 0 };
const MAP_TYPE = { key: 0, value: 1 };
const SHAPE = { dimensions: 0 };
const DIMENSION = { value: 0 };
const DIMENSION_VALUE = { kind: 0, size: 1, symbol: 2 };
const NODE = { domain: 2, type: 5 };

/** Numbers of the union of types, and of the kinds of dimensions. */
const KINDS = { tensor: 1, sequence: 2, map: 3 };
const SIZES = { fixed: 1, symbol: 2 };

/** Real types nest no deeper than sequences of maps. */
const MAX_DEPTH = 16;

/** A model in ONNX Runtime's own format, without its weights. */
export interface OrtModel {
  readonly signature: Signature;
  readonly operators: readonly OperatorCount[];
}

/** Reads the description of the file at `path` (absolute) in bounded memory; one that cannot be read is a fault. */
export function readOrtModel(path: string): OrtModel | { readonly fault: Fault } {
  return describeFile(path, (file) => {
    const graph = new FlatFile(file)
      .requireIdentifier(ORT_IDENTIFIER, "a model in ONNX Runtime's format")
      .root()
      .table(SESSION.model)
      ?.table(MODEL.graph);
    if (graph == null) throw damaged('the file holds no graph');
    return describe(graph);
  });
}

function describe(graph: FlatTable): OrtModel {
  const types = new Map<string, FlatTable>();
  for (const value of graph.tables(GRAPH.values)) {
    const type = value.table(VALUE.type);
    if (type !== null) types.set(value.string(VALUE.name) ?? '', type);
  }
  const constants = new Set([...graph.tables(GRAPH.initializers)].map((one) => one.string(INITIALIZER.name)));
  const port = (name: string): Port => ({ name, type: typeOf(types.get(name), name) });
  const nodes = [...graph.tables(GRAPH.nodes)];
  return {
    signature: {
      inputs: graph
        .strings(GRAPH.inputs)
        .filter((name) => !constants.has(name))
        .map(port),
      outputs: graph.strings(GRAPH.outputs).map(port),
    },
    operators: countOperators(
      nodes.map((node) => ({ domain: node.string(NODE.domain) ?? '', type: node.string(NODE.type) ?? '' })),
    ),
  };
}

function typeOf(type: FlatTable | undefined | null, name: string, depth = 0): ValueType {
  if (depth > MAX_DEPTH) throw damaged(`the type of ${name} is nested deeper than ${MAX_DEPTH} levels`);
  const value = type?.table(TYPE.value);
  switch (value == null ? 0 : type?.uint8(TYPE.kind)) {
    case KINDS.tensor:
      return {
        kind: 'tensor',
        dtype: dtypeOf(value?.int32(TENSOR_TYPE.element), name),
        shape: shapeOf(value?.table(TENSOR_TYPE.shape)),
      };
    case KINDS.sequence:
      return { kind: 'sequence', item: typeOf(value?.table(SEQUENCE_TYPE.item), name, depth + 1) };
    case KINDS.map:
      return {
        kind: 'map',
        key: dtypeOf(value?.int32(MAP_TYPE.key), name),
        value: typeOf(value?.table(MAP_TYPE.value), name, depth + 1),
      };
    default:
      throw new Malformed('the signature is incomplete', { why: `the type of ${name} is missing` });
  }
}

function dtypeOf(element: number | undefined, name: string): DType {
  const dtype = dtypeOfOnnx(element ?? 0);
  if (dtype !== undefined) return dtype;
  throw new Malformed('an input or output has a type that the gate does not support', {
    why: `${name} has element type ${element ?? 0} of onnx.proto`,
  });
}

function shapeOf(shape: FlatTable | null | undefined): readonly Dimension[] | null {
  return shape == null ? null : [...shape.tables(SHAPE.dimensions)].map(dimensionOf);
}

function dimensionOf(dimension: FlatTable): Dimension {
  const value = dimension.table(DIMENSION.value);
  switch (value?.int8(DIMENSION_VALUE.kind)) {
    case SIZES.fixed: {
      const size = value?.int64(DIMENSION_VALUE.size) ?? 0;
      return size > 0 ? size : null;
    }
    case SIZES.symbol:
      return value?.string(DIMENSION_VALUE.symbol) || null;
    default:
      return null;
  }
}
