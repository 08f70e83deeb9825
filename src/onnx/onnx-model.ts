import { describeFile } from '../bytes/describe-file.js';
import type { FileWindow } from '../bytes/file-window.js';
import { damaged } from '../bytes/malformed.js';
import { messageOf } from '../errors.js';
import type { PackedDType } from '../tensor/dtype.js';
import type { Fault, Signature } from '../types.js';
import { dtypeOfOnnx } from './data-type.js';
import { type ExternalFile, type ExternalPlace, externalPlace, findExternalFiles } from './external-data.js';
import { forEachTensor } from './graph-walk.js';
import { countOperators, type OperatorCount } from './operator-counts.js';
import { onnx } from './proto/onnx.js';
import { signatureOf } from './signature.js';
import { type Payload, readSkeleton } from './skeleton.js';

const NEXT = 'export or download the model again and compare its size with the original';

/** An ONNX model described in bounded memory: everything but the numbers of its weights. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Operator set versions by domain; the default domain is `ai.onnx`. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  /** Operators with how often they occur, subgraphs and functions included; sorted by name. */
  readonly operators: readonly OperatorCount[];
  readonly signature: Signature;
  readonly externalFiles: readonly ExternalFile[];
  readonly weights: readonly Weight[];
  readonly graph: onnx.ModelProto;
}

/** One constant tensor of the model: initialisers, Constant nodes, subgraphs and functions alike. */
export interface Weight {
  readonly id: string;
  readonly name: string;
  readonly dtype: PackedDType | 'string' | 'other';
  readonly elements: number;
  readonly payload: Payload;
  /** Where the numbers are, when not in the model file. */
  readonly external: ExternalPlace | null;
}

/**
 * Reads the description of the ONNX file at `path` (absolute); external data must lie beside it.
 * A file that cannot be read as ONNX is a fault of the model, not an exception.
 */
export function readOnnxModel(path: string): OnnxModel | { readonly fault: Fault } {
  return describeFile(path, (file) => describe(path, file));
}

function describe(path: string, file: FileWindow): OnnxModel | { readonly fault: Fault } {
  const skeleton = readSkeleton(file);
  const graph = decode(skeleton.bytes);
  if (graph.graph == null)
    return {
      fault: {
        what: 'the file holds no graph',
        why: 'it is not an ONNX model, or it is truncated before the graph',
        next: NEXT,
      },
    };
  if (Number(graph.irVersion ?? 0) >= 3 && graph.opsetImport.length === 0)
    return {
      fault: {
        what: 'the file declares no operator set',
        why: 'it is truncated after the graph, or its exporter left out opset_import',
        next: NEXT,
      },
    };
  const external = findExternalFiles(path, graph);
  if ('fault' in external) return external;
  return {
    irVersion: Number(graph.irVersion ?? 0),
    opsets: opsetsOf(graph),
    producer: [graph.producerName, graph.producerVersion].filter(Boolean).join(' '),
    operators: operatorsOf(graph),
    signature: signatureOf(graph.graph),
    externalFiles: external.files,
    weights: weightsOf(graph, skeleton.payloads),
    graph,
  };
}

/** On bytes that do not fit the schema, protobufjs throws several kinds of errors; none can have another cause here. */
function decode(bytes: Uint8Array): onnx.ModelProto {
  try {
    return onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw damaged(messageOf(error));
  }
}

function opsetsOf(model: onnx.ModelProto): Record<string, number> {
  const pairs = (model.opsetImport ?? []).map(
    ({ domain, version }) => [domain || 'ai.onnx', Number(version ?? 0)] as const,
  );
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function operatorsOf(model: onnx.ModelProto): readonly OperatorCount[] {
  const operators: Pick<OperatorCount, 'domain' | 'type'>[] = [];
  forEachTensor(model, {
    node: ({ domain, opType }) => operators.push({ domain: domain || 'ai.onnx', type: opType ?? '' }),
  });
  return countOperators(operators);
}

function weightsOf(model: onnx.ModelProto, payloads: readonly Payload[]): Weight[] {
  const weights: Weight[] = [];
  forEachTensor(model, {
    tensor(tensor, name) {
      const id = tensor.docString ?? '';
      const payload = payloads[Number(id.slice('payload:'.length))];
      if (payload === undefined) return;
      const elements = (tensor.dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
      weights.push({
        id,
        name,
        dtype: dtypeOfOnnx(tensor.dataType ?? 0) ?? 'other',
        elements,
        payload,
        external: externalPlace(tensor),
      });
    },
  });
  return weights;
}
