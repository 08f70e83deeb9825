import type { ByteSource } from './byte-source.js';
import { GrowingBytes } from './growing-bytes.js';
import { MalformedOnnx } from './malformed-onnx.js';

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

/** Where the packed floating-point numbers of one TensorProto lie, by field of the message. */
export interface Payload {
  readonly pieces: readonly { readonly field: number; readonly offset: number; readonly length: number }[];
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

/**
 * Fields that a message has at most once. Protobuf merges what occurs twice, but not every reader does: such a file
 * would be one model to us and another one to a runtime.
 */
const SINGLE: Readonly<Partial<Record<Message, readonly number[]>>> = {
  model: [7],
  training: [1, 2],
  attribute: [5, 6, 22],
  sparse: [1, 2],
};

/** TensorProto fields that hold numbers: float, int32, string, int64, raw, double and uint64 data. */
const PAYLOAD_FIELDS = new Set([4, 5, 6, 7, 9, 10, 11]);
/** Those of them that are plain little-endian floats when packed, as every known exporter writes them. */
const FLOAT_FIELDS = new Set([4, 9, 10]);
/** AttributeProto fields that may be as large as weights: floats, ints, strings (trees of ai.onnx.ml). */
const BULK_ATTRIBUTE_FIELDS = new Set([7, 8, 9]);
const TENSOR_DOC_STRING = 12;
/** Bytes of a tensor's numbers that stay in the skeleton: shapes, axes and scales that a static look at the graph needs. */
const INLINE_PAYLOAD = 256;
const BULK_ATTRIBUTE_LIMIT = 64 << 10;
/** Longer texts and metadata are left out: nothing here reads them. */
const LEAF_LIMIT = 1 << 20;
const DEPTH_LIMIT = 64;
/** The largest graphs that people commit take a tenth of this. */
const SKELETON_LIMIT = 256 << 20;
const LENGTH_DELIMITED = 2;
/** Protobuf tags have 32 bits. */
const LARGEST_TAG = 0xffff_ffff;

/** @throws MalformedOnnx when the bytes are not protobuf, end early, or nest too deeply */
export function readSkeleton(source: ByteSource): Skeleton {
  const payloads: Payload[] = [];
  const out = new GrowingBytes(SKELETON_LIMIT);
  walk(source, 'model', { from: 0, to: source.size }, out, payloads, 0);
  return { bytes: out.bytes(), payloads };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function walk(
  source: ByteSource,
  message: Message,
  { from: start, to: end }: Range,
  out: GrowingBytes,
  payloads: Payload[],
  depth: number,
): void {
  if (depth > DEPTH_LIMIT) throw new MalformedOnnx(`messages nest deeper than ${DEPTH_LIMIT} levels at byte ${start}`);
  const pieces: Payload['pieces'][number][] = [];
  const seen = new Set<number>();
  let numbers = 0;
  let bulk = 0;
  for (let position = start; position < end; ) {
    const fieldStart = position;
    const tag = readVarint(source, position, end);
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (field === 0 || tag.value > LARGEST_TAG) throw new MalformedOnnx(`no protobuf field at byte ${fieldStart}`);
    const content = contentOf(source, wireType, tag.next, end, fieldStart);
    position = content.to;
    const length = content.to - content.from;
    if (SINGLE[message]?.includes(field)) {
      if (seen.has(field))
        throw new MalformedOnnx(`a second ${CHILDREN[message][field]} in one ${message} at byte ${fieldStart}`);
      seen.add(field);
    }
    if (message === 'tensor' && field === TENSOR_DOC_STRING) continue;
    if (message === 'tensor' && PAYLOAD_FIELDS.has(field)) {
      if (FLOAT_FIELDS.has(field) && wireType === LENGTH_DELIMITED && length > 0)
        pieces.push({ field, offset: content.from, length });
      numbers += length;
      if (numbers > INLINE_PAYLOAD) continue;
    }
    if (message === 'attribute' && BULK_ATTRIBUTE_FIELDS.has(field)) {
      bulk += position - fieldStart;
      if (bulk > BULK_ATTRIBUTE_LIMIT) continue;
    }
    const child = wireType === LENGTH_DELIMITED ? CHILDREN[message][field] : undefined;
    if (child !== undefined) {
      const inner = new GrowingBytes(SKELETON_LIMIT);
      walk(source, child, content, inner, payloads, depth + 1);
      out.append(varint(tag.value));
      out.append(varint(inner.size));
      out.append(inner.bytes());
    } else if (length <= LEAF_LIMIT) {
      out.append(source.read(fieldStart, position - fieldStart));
    }
  }
  if (message === 'tensor') {
    const label = Buffer.from(`payload:${payloads.length}`);
    out.append(varint(TENSOR_DOC_STRING * 8 + LENGTH_DELIMITED));
    out.append(varint(label.length));
    out.append(label);
    payloads.push({ pieces });
  }
}

/** The range of a field's content, by wire type; groups (3 and 4) are not used by ONNX. */
function contentOf(source: ByteSource, wireType: number, position: number, end: number, fieldStart: number): Range {
  let from = position;
  let to: number;
  if (wireType === 0) to = readVarint(source, position, end).next;
  else if (wireType === 1) to = position + 8;
  else if (wireType === 5) to = position + 4;
  else if (wireType === LENGTH_DELIMITED) {
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
