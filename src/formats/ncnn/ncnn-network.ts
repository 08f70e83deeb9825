import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, Port, Signature } from '../../types.js';

/** Every layer is a line: networks with gigabytes of weights have some hundred kilobytes of lines. */
const MAX_BYTES = 1 << 24;
/** The layer that looks up integers in a table; all others take floats. */
const LOOKS_UP = 'Embed';
/** Layers that move elements without computing with them. */
const MOVES = new Set([
  'Split',
  'Reshape',
  'Permute',
  'Squeeze',
  'ExpandDims',
  'Flatten',
  'Crop',
  'Slice',
  'Concat',
  'Noop',
]);

/** An ncnn network as text. Files of pnnx's own format begin in the same way but have other layers. */
const START = /^7767517\r?\n\s*\d+\s+\d+\s*\r?\n(?!pnnx\.)/;

export const isNcnn = (head: Uint8Array): boolean => START.test(Buffer.from(head).toString('latin1'));

export interface NcnnNetwork {
  /** By the names of its blobs, without the batch axis, which is not part of a network. */
  readonly signature: Signature;
  readonly operators: readonly OperatorCount[];
}

interface Layer {
  readonly type: string;
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

/** Reads the network at `path` (absolute); one that cannot be read is a fault. */
export function readNcnnNetwork(path: string): NcnnNetwork | { readonly fault: Fault } {
  return describeFile(path, (file) => describe(layersOf(file)));
}

function layersOf(file: ByteReader): Layer[] {
  if (file.size > MAX_BYTES)
    throw new Malformed('the file is not an ncnn network', { why: `it has ${file.size} bytes` });
  const text = file.read(0, file.size).toString('utf8');
  if (!START.test(text))
    throw new Malformed('the file is not an ncnn network in text form', {
      why: 'it does not start with 7767517 and the numbers of layers and blobs',
    });
  const [, counts = '', ...lines] = text.split(/\r?\n/);
  const wanted = Number(counts.trim().split(/\s+/)[0]);
  const layers = lines.filter((line) => line.trim() !== '').slice(0, wanted);
  if (layers.length < wanted) throw damaged(`it has ${layers.length} of its ${wanted} layers`);
  return layers.map(layerOf);
}

function layerOf(line: string): Layer {
  const [type = '', name = '', takes = '', gives = '', ...blobs] = line.trim().split(/\s+/);
  const [from, to] = [Number(takes), Number(gives)];
  if (!Number.isInteger(from) || !Number.isInteger(to) || from + to > blobs.length)
    throw damaged(`the line of layer ${name} is truncated`);
  return { type, takes: blobs.slice(0, from), gives: blobs.slice(from, from + to) };
}

function describe(layers: readonly Layer[]): NcnnNetwork {
  const taken = new Set(layers.flatMap(({ takes }) => takes));
  const inputs = layers.filter(({ type }) => type === 'Input').flatMap(({ gives }) => gives);
  const outputs = layers.flatMap(({ gives }) => gives).filter((blob) => !taken.has(blob));
  const port = (name: string, dtype: 'float32' | 'int32'): Port => ({
    name,
    type: { kind: 'tensor', dtype, shape: null },
  });
  const lookedUp = blobsLookedUp(layers);
  return {
    signature: {
      inputs: inputs.map((blob) => port(blob, lookedUp.has(blob) ? 'int32' : 'float32')),
      outputs: outputs.map((blob) => port(blob, 'float32')),
    },
    operators: countOperators(layers.map(({ type }) => ({ domain: 'ncnn', type }))),
  };
}

/** Blobs whose elements are looked up in a table; layers are listed in the order in which they run. */
function blobsLookedUp(layers: readonly Layer[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { type, takes, gives } of [...layers].reverse())
    if (type === LOOKS_UP || (MOVES.has(type) && gives.some((blob) => found.has(blob))))
      for (const blob of takes) found.add(blob);
  return found;
}
