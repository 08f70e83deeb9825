import type { ByteReader } from '../bytes/byte-reader.js';
import { damaged, Malformed } from '../bytes/malformed.js';
import { ProtobufMessage, type Range } from '../bytes/protobuf.js';

/**
 * Walks the protobuf wire format of an ONNX file and copies everything but the weights: the skeleton. The ordinary
 * generated reader can decode it, it takes a few hundred kilobytes for models of any size, and it records where in the
 * file every weight is. Each tensor of the skeleton has `payload:<n>` as its doc_string, the index of its payload.
 */
export interface Skeleton {
  /** A ModelProto without weights, in wire format. */
  readonly bytes: Uint8Array;
  readonly payloads: readonly Payload[];
}

/** Where the packed floating-point numbers of one TensorProto are, by field of the message. */
export interface Payload {
  readonly pieces: readonly { readonly field: number; readonly offset: number; readonly length: number }[];
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'function' | 'training' | 'other';

/** Fields that lead to tensors, per message (numbers from onnx.proto). Everything else is copied unchanged. */
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
/** Longer strings and metadata are left out: the gate does not read them. */
const LEAF_LIMIT = 1 << 20;
/** The largest graphs in practice take a tenth of this. */
const SKELETON_LIMIT = 256 << 20;
/** Tensors, and pieces of their weights, of which each has one: more are an attempt to exhaust memory. */
const MAX_PIECES = 1 << 22;
const LENGTH_DELIMITED = 2;

/** @throws Malformed when the bytes are not protobuf, end early, nest too deeply, or repeat a single field */
export function readSkeleton(source: ByteReader): Skeleton {
  const out = new SkeletonWriter(source);
  walk(ProtobufMessage.whole(source), 'model', out);
  return { bytes: out.bytes(), payloads: out.payloads };
}

function walk(content: ProtobufMessage, message: Message, out: SkeletonWriter): void {
  const pieces: Payload['pieces'][number][] = [];
  const seen: number[] = [];
  let numbers = 0;
  let bulk = 0;
  for (const field of content.fields()) {
    const { number, kind, start, from, to } = field;
    const length = to - from;
    if (SINGLE[message]?.includes(number)) {
      if (seen.includes(number))
        throw damaged(`a second ${CHILDREN[message][number]} in one ${message} at byte ${start}`);
      seen.push(number);
    }
    if (message === 'tensor' && number === TENSOR_DOC_STRING) continue;
    if (message === 'tensor' && PAYLOAD_FIELDS.has(number)) {
      if (FLOAT_FIELDS.has(number) && kind === 'bytes' && length > 0) {
        out.countPiece();
        pieces.push({ field: number, offset: from, length });
      }
      numbers += length;
      if (numbers > INLINE_PAYLOAD) continue;
    }
    if (message === 'attribute' && BULK_ATTRIBUTE_FIELDS.has(number)) {
      bulk += to - start;
      if (bulk > BULK_ATTRIBUTE_LIMIT) continue;
    }
    const child = kind === 'bytes' ? CHILDREN[message][number] : undefined;
    if (child !== undefined) {
      const end = out.open(number);
      walk(content.inner(field), child, out);
      end();
    } else if (length <= LEAF_LIMIT) out.copy({ from: start, to });
  }
  if (message === 'tensor') out.label({ pieces });
}

/** Bytes for the length of a message, which is known after its content: seven bits each, enough for SKELETON_LIMIT. */
const LENGTH_BYTES = 4;

/** The growing skeleton, in one block of memory: a file of many tiny fields needs no object per field. */
class SkeletonWriter {
  readonly payloads: Payload[] = [];
  readonly #source: ByteReader;
  #block = Buffer.allocUnsafe(1 << 12);
  #size = 0;
  #pieces = 0;

  constructor(source: ByteReader) {
    this.#source = source;
  }

  /** Copies bytes of the file. */
  copy({ from, to }: Range): void {
    const place = this.#grow(to - from);
    this.#source.copy(from, to - from, this.#block, place);
  }

  /** Begins the message in a field; the returned function ends it. */
  open(field: number): () => void {
    this.#varint(field * 8 + LENGTH_DELIMITED);
    const place = this.#grow(LENGTH_BYTES);
    const start = this.#size;
    return () => {
      let rest = this.#size - start;
      // Longer than necessary, which every reader of protobuf accepts.
      for (let byte = 0; byte < LENGTH_BYTES; byte++, rest >>>= 7)
        this.#block[place + byte] = (rest & 0x7f) | (byte < LENGTH_BYTES - 1 ? 0x80 : 0);
    };
  }

  /** Ends a tensor with the index of its payload. */
  label(payload: Payload): void {
    const label = Buffer.from(`payload:${this.payloads.length}`);
    this.#varint(TENSOR_DOC_STRING * 8 + LENGTH_DELIMITED);
    this.#varint(label.length);
    const place = this.#grow(label.length);
    label.copy(this.#block, place);
    this.countPiece();
    this.payloads.push(payload);
  }

  countPiece(): void {
    if (++this.#pieces > MAX_PIECES) throw tooLarge(`it has more than ${MAX_PIECES} tensors or pieces of them`);
  }

  bytes(): Uint8Array {
    return this.#block.subarray(0, this.#size);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80);
    this.#byte(rest);
  }

  #byte(value: number): void {
    const place = this.#grow(1);
    this.#block[place] = value;
  }

  /** Makes room for `length` more bytes and returns their position. */
  #grow(length: number): number {
    const start = this.#size;
    const needed = start + length;
    if (needed > SKELETON_LIMIT) throw tooLarge(`it takes more than ${SKELETON_LIMIT} bytes without its weights`);
    if (needed > this.#block.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#block.length));
      this.#block.copy(grown, 0, 0, start);
      this.#block = grown;
    }
    this.#size = needed;
    return start;
  }
}

const tooLarge = (why: string) => new Malformed('the graph is too large', { why });
