import { formatCount } from '../number-format.js';
import type { ByteReader } from './byte-reader.js';
import { damaged } from './malformed.js';

/** From the first byte to the one after the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One field of a message, and the range of its content. */
export interface ProtobufField extends Range {
  readonly number: number;
  readonly kind: 'varint' | 'fixed' | 'bytes';
  /** Where its tag begins. */
  readonly start: number;
  /** Value of a varint; 0 for other fields. */
  readonly value: number;
}

/** Protobuf's own readers stop at 100; real models nest a tenth of this. */
const MAX_DEPTH = 64;
/** Protobuf tags have 32 bits. */
const LARGEST_TAG = 0xffff_ffff;
/** Strings are names; anything longer is a wrong length or an attempt to exhaust memory. */
const MAX_TEXT = 1 << 16;
/** Inputs, outputs, functions and sizes that are collected in a list: more are an attempt to exhaust memory. */
const MAX_LIST = 1 << 20;

/**
 * A message in protobuf's wire format, field by field, without a schema. Walking it throws for everything that is not
 * such a message: a field beyond its end or of negative length, a group, endless nesting.
 */
export class ProtobufMessage implements Range {
  private constructor(
    readonly source: ByteReader,
    readonly from: number,
    readonly to: number,
    readonly depth: number,
  ) {}

  /** The message that consists of all the bytes. */
  static whole(source: ByteReader): ProtobufMessage {
    return new ProtobufMessage(source, 0, source.size, 0);
  }

  /** The message that a field of this one holds. @throws Malformed when it is nested too deeply */
  inner({ from, to }: Range): ProtobufMessage {
    if (this.depth === MAX_DEPTH) throw damaged(`messages nest deeper than ${MAX_DEPTH} levels at byte ${from}`);
    return new ProtobufMessage(this.source, from, to, this.depth + 1);
  }

  /** @throws Malformed where the bytes are not protobuf */
  *fields(): Generator<ProtobufField> {
    const cursor = new Cursor(this.source, this);
    while (cursor.at < this.to) yield nextField(cursor);
  }

  /** The messages, strings or packed numbers in all fields with one number. */
  *children(number: number): Generator<ProtobufMessage> {
    for (const field of this.fields()) if (field.number === number && field.kind === 'bytes') yield this.inner(field);
  }

  /** The same as an array. @throws Malformed when there are more than any model has */
  list(number: number): ProtobufMessage[] {
    const found: ProtobufMessage[] = [];
    for (const child of this.children(number)) {
      if (found.length === MAX_LIST) throw damaged(`a message has more than ${MAX_LIST} fields of one kind`);
      found.push(child);
    }
    return found;
  }

  /** The first message, string or packed numbers in a field with this number; null without any. */
  first(number: number): ProtobufMessage | null {
    for (const child of this.children(number)) return child;
    return null;
  }

  /** The content as a string. */
  text(): string {
    const length = this.to - this.from;
    if (length > MAX_TEXT) throw damaged(`a name at byte ${this.from} has ${length} bytes`);
    return this.source.read(this.from, length).toString('utf8');
  }

  /** The content as packed numbers. @throws Malformed when there are more than `most` */
  varints(most: number): number[] {
    const cursor = new Cursor(this.source, this);
    const numbers: number[] = [];
    while (cursor.at < this.to) {
      if (numbers.length === most) throw damaged(`a list at byte ${this.from} has more than ${most} numbers`);
      numbers.push(cursor.varint());
    }
    return numbers;
  }
}

function nextField(cursor: Cursor): ProtobufField {
  const start = cursor.at;
  const tag = cursor.varint();
  const number = Math.floor(tag / 8);
  if (number <= 0 || tag > LARGEST_TAG) throw damaged(`no protobuf field at byte ${start}`);
  const from = cursor.at;
  switch (tag % 8) {
    case 0: {
      const value = cursor.varint();
      return { number, kind: 'varint', start, from, to: cursor.at, value };
    }
    case 1:
      return { number, kind: 'fixed', start, from, to: cursor.skip(8, start), value: 0 };
    case 2: {
      const length = cursor.varint();
      return { number, kind: 'bytes', start, from: cursor.at, to: cursor.skip(length, start), value: 0 };
    }
    case 5:
      return { number, kind: 'fixed', start, from, to: cursor.skip(4, start), value: 0 };
    default:
      // Groups, which are deprecated, and wire types that do not exist.
      throw damaged(`no protobuf field at byte ${start}`);
  }
}

class Cursor {
  at: number;
  readonly #end: number;

  constructor(
    readonly source: ByteReader,
    { from, to }: Range,
  ) {
    this.at = from;
    this.#end = to;
  }

  /** Skips the content of the field at `start`, and returns where it ends. */
  skip(length: number, start: number): number {
    // A negative length would walk the file backwards.
    if (length < 0) throw damaged(`a field at byte ${start} has a negative length`);
    const end = this.at + length;
    if (end > this.#end)
      throw damaged(`a field at byte ${start} ends ${formatCount(end - this.#end, 'byte')} after the end`);
    this.at = end;
    return end;
  }

  /** Base-128 varint of 64 bits with sign, exact up to 2^53. */
  varint(): number {
    const start = this.at;
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.#next(start);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    // Rare: beyond what a float holds exactly. Negative numbers have ten bytes.
    let large = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#next(start);
      large |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, large));
    }
    throw damaged(`a number at byte ${start} does not end`);
  }

  #next(start: number): number {
    if (this.at >= this.#end) throw damaged(`a number at byte ${start} does not end`);
    return this.source.byteAt(this.at++);
  }
}
