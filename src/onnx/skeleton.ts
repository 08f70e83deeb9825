import type { ByteSource } from './byte-source.js';

/**
 * Walks the protobuf wire format of an ONNX file and copies everything but the weights: the skeleton. It decodes with
 * the ordinary generated reader, takes a few hundred kilobytes for models of any size, and says where in the file every
 * weight lies. Each tensor of the skeleton carries `payload:<n>` as its doc_string, the index of its payload.
 */
export interface Skeleton {
  /** A ModelProto without weights, in wire format. */
  readonly bytes: Uint8Array;
  readonly payloads: readonly Payload[];
}

/** Where the numbers of one TensorProto lie, by field of the message. */
export interface Payload {
  readonly pieces: readonly { readonly field: number; readonly wireType: number; readonly offset: number; readonly length: number }[];
}

/** The file is no well-formed protobuf of this shape; the message says where it breaks. */
export class MalformedOnnx extends Error {
  override readonly name = 'MalformedOnnx';
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'function' | 'training' | 'other';

/** Fields that lead to tensors, per message (numbers from onnx.proto). Everything else is copied as it stands. */
const CHILDREN: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
  other: {},
};

/** TensorProto fields that hold numbers: float, int32, string, int64, raw, double and uint64 data. */
const PAYLOAD_FIELDS = new Set([4, 5, 6, 7, 9, 10, 11]);
/** AttributeProto fields that may be as large as weights: floats, ints, strings (trees of ai.onnx.ml). */
const BULK_ATTRIBUTE_FIELDS = new Set([7, 8, 9]);
const TENSOR_DOC_STRING = 12;
/** Payloads up to here stay in the skeleton: shapes, axes and scales that a static look at the graph needs. */
const INLINE_PAYLOAD = 256;
const BULK_ATTRIBUTE_LIMIT = 64 << 10;
/** Longer texts and metadata are left out: nothing here reads them. */
const LEAF_LIMIT = 1 << 20;
const DEPTH_LIMIT = 64;

interface Chunks {
  readonly parts: Uint8Array[];
  size: number;
}

/** @throws MalformedOnnx when the bytes are not protobuf, end early, or nest too deeply */
export function readSkeleton(source: ByteSource): Skeleton {
  const payloads: Payload[] = [];
  const out: Chunks = { parts: [], size: 0 };
  walk(source, 'model', 0, source.size, out, payloads, 0);
  return { bytes: join(out), payloads };
}

function walk(source: ByteSource, message: Message, start: number, end: number, out: Chunks, payloads: Payload[], depth: number): void {
  if (depth > DEPTH_LIMIT) throw new MalformedOnnx(`messages nest deeper than ${DEPTH_LIMIT} levels at byte ${start}`);
  const pieces: Payload['pieces'][number][] = [];
  let bulk = 0;
  for (let position = start; position < end; ) {
    const fieldStart = position;
    const tag = readVarint(source, position, end);
    position = tag.next;
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (field === 0) throw new MalformedOnnx(`no protobuf field at byte ${fieldStart}`);
    const content = contentOf(source, wireType, position, end, fieldStart);
    const { from, to } = content;
    position = to;
    const length = to - from;
    if (message === 'tensor' && field === TENSOR_DOC_STRING) continue;
    if (message === 'tensor' && PAYLOAD_FIELDS.has(field)) {
      pieces.push({ field, wireType, offset: from, length });
      if (length > INLINE_PAYLOAD) continue;
    }
    if (message === 'attribute' && BULK_ATTRIBUTE_FIELDS.has(field)) {
      bulk += to - fieldStart;
      if (bulk > BULK_ATTRIBUTE_LIMIT) continue;
    }
    const child = wireType === 2 ? CHILDREN[message][field] : undefined;
    if (child !== undefined) {
      const inner: Chunks = { parts: [], size: 0 };
      walk(source, child, from, to, inner, payloads, depth + 1);
      append(out, varint(tag.value));
      append(out, varint(inner.size));
      for (const part of inner.parts) append(out, part);
    } else if (length <= LEAF_LIMIT) {
      append(out, source.read(fieldStart, to - fieldStart));
    }
  }
  if (message === 'tensor') {
    const label = Buffer.from(`payload:${payloads.length}`);
    append(out, varint(TENSOR_DOC_STRING * 8 + 2));
    append(out, varint(label.length));
    append(out, label);
    payloads.push({ pieces });
  }
}

/** The range of a field's content, by wire type; groups (3 and 4) are not used by ONNX. */
function contentOf(source: ByteSource, wireType: number, position: number, end: number, fieldStart: number): { from: number; to: number } {
  let from = position;
  let to: number;
  if (wireType === 0) to = readVarint(source, position, end).next;
  else if (wireType === 1) to = position + 8;
  else if (wireType === 5) to = position + 4;
  else if (wireType === 2) {
    const length = readVarint(source, position, end);
    from = length.next;
    to = from + length.value;
  } else throw new MalformedOnnx(`no protobuf field at byte ${fieldStart}`);
  if (to > end) throw new MalformedOnnx(`a field at byte ${fieldStart} needs ${to - end} bytes more than there are`);
  return { from, to };
}

/** Base-128 varint; exact up to 2^53, which is all that lengths and tags need. */
function readVarint(source: ByteSource, position: number, end: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let next = position; next < position + 10; ) {
    if (next >= end) throw new MalformedOnnx(`a field at byte ${position} ends too early`);
    const byte = source.byteAt(next++);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next };
    scale *= 128;
  }
  throw new MalformedOnnx(`no protobuf field at byte ${position}`);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function append(chunks: Chunks, part: Uint8Array): void {
  chunks.parts.push(part);
  chunks.size += part.length;
}

function join({ parts, size }: Chunks): Uint8Array {
  return Buffer.concat(parts, size);
}
