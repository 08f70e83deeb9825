import { existsSync } from 'node:fs';
import { messageOf } from '../errors.js';
import type { PackedDType } from '../tensor/dtype.js';
import type { Fault, Signature } from '../types.js';
import { ByteSource } from './byte-source.js';
import { dtypeOfOnnx } from './data-type.js';
import { type ExternalFile, findExternalFiles } from './external-data.js';
import { forEachTensor } from './graph-walk.js';
import { onnx } from './proto/onnx.js';
import { signatureOf } from './signature.js';
import { MalformedOnnx, type Payload, readSkeleton } from './skeleton.js';

/** An ONNX file described in bounded memory: everything but the numbers of its weights. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Operator set versions by domain; the default domain is `ai.onnx`. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  /** Operators with how often they occur, subgraphs and functions included; sorted by name. */
  readonly operators: readonly { readonly domain: string; readonly type: string; readonly count: number }[];
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
  /** Where the numbers lie when not in the model file. */
  readonly external: { readonly path: string; readonly offset: number; readonly length: number } | null;
}

/**
 * Reads the description of the ONNX file at `path` (absolute); `folder` is where external data must lie.
 * A file that cannot be read as ONNX is a fault of the model, not an exception.
 */
export function readOnnxModel(path: string): OnnxModel | { readonly fault: Fault } {
  if (!existsSync(path)) return { fault: { what: 'the file does not exist' } };
  const source = new ByteSource(path);
  try {
    if (source.size === 0)
      return { fault: { what: 'the file is empty', next: 'commit the model again; an interrupted export or a failed copy leaves empty files' } };
    const skeleton = readSkeleton(source);
    const graph = onnx.ModelProto.decode(skeleton.bytes);
    if (graph.graph == null) return { fault: { what: 'the file holds no graph', why: 'it is no ONNX model, or it was cut off before the graph' } };
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
  } catch (error) {
    if (!(error instanceof MalformedOnnx) && !(error instanceof RangeError) && !isDecodeError(error)) throw error;
    return {
      fault: {
        what: 'the file is truncated or damaged',
        why: messageOf(error),
        next: 'export or download the model again and compare its size with the original',
      },
    };
  } finally {
    source.close();
  }
}

/** protobufjs throws plain Errors for bytes that do not fit the schema. */
function isDecodeError(error: unknown): boolean {
  return error instanceof Error && /wire type|index out of range|invalid|group/i.test(error.message);
}

function opsetsOf(model: onnx.ModelProto): Record<string, number> {
  const pairs = (model.opsetImport ?? []).map(({ domain, version }) => [domain || 'ai.onnx', Number(version ?? 0)] as const);
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function operatorsOf(model: onnx.ModelProto): OnnxModel['operators'] {
  const counts = new Map<string, { domain: string; type: string; count: number }>();
  forEachTensor(model, {
    node(node) {
      const domain = node.domain || 'ai.onnx';
      const key = `${domain} ${node.opType ?? ''}`;
      const entry = counts.get(key) ?? { domain, type: node.opType ?? '', count: 0 };
      entry.count++;
      counts.set(key, entry);
    },
  });
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function weightsOf(model: onnx.ModelProto, payloads: readonly Payload[]): Weight[] {
  const weights: Weight[] = [];
  forEachTensor(model, {
    tensor(tensor, name) {
      const id = tensor.docString ?? '';
      const payload = payloads[Number(id.slice('payload:'.length))];
      if (payload === undefined) return;
      const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
      const location = entries.get('location');
      const elements = (tensor.dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
      weights.push({
        id,
        name,
        dtype: dtypeOfOnnx(tensor.dataType ?? 0) ?? 'other',
        elements,
        payload,
        external:
          tensor.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL && location !== undefined
            ? { path: location, offset: Number(entries.get('offset') ?? 0), length: Number(entries.get('length') ?? -1) }
            : null,
      });
    },
  });
  return weights;
}
