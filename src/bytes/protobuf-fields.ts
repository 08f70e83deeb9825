import { MalformedFile } from './malformed-file.js';
import type { PagedFile } from './paged-file.js';

/** From the first byte to the one behind the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One field of a protobuf message: a number, or the place of its content. */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: number }
  | ({ readonly number: number; readonly kind: 'bytes' } & Range)
  | { readonly number: number; readonly kind: 'fixed' };

/** Texts are names; what is longer is a wrong length, or was made to cost memory. */
const MAX_TEXT = 1 << 16;

/**
 * The fields of the message in a range of a file, without their contents.
 * @throws MalformedFile where the bytes are no protobuf
 */
export function* protobufFields(file: PagedFile, { from, to }: Range): Generator<ProtobufField> {
  for (let at = from; at < to; ) {
    const tag = varint(file, at, to);
    const number = Math.floor(tag.value / 8);
    if (number <= 0) throw new MalformedFile(`no protobuf field at byte ${at}`);
    switch (tag.value % 8) {
      case 0: {
        const { value, next } = varint(file, tag.next, to);
        yield { number, kind: 'varint', value };
        at = next;
        break;
      }
      case 1:
        yield { number, kind: 'fixed' };
        at = tag.next + 8;
        break;
      case 5:
        yield { number, kind: 'fixed' };
        at = tag.next + 4;
        break;
      case 2: {
        const length = varint(file, tag.next, to);
        // A length made negative would walk the file backwards.
        if (length.value < 0) throw new MalformedFile(`a field at byte ${at} has a negative length`);
        const end = length.next + length.value;
        if (end > to) throw new MalformedFile(`a field at byte ${at} needs ${end - to} bytes more than there are`);
        yield { number, kind: 'bytes', from: length.next, to: end };
        at = end;
        break;
      }
      default:
        throw new MalformedFile(`no protobuf field at byte ${at}`);
    }
    if (at > to) throw new MalformedFile(`a field ends behind byte ${to}`);
  }
}

/** The contents of all fields of one number that have a length. */
export function* childrenOf(file: PagedFile, range: Range, number: number): Generator<Range> {
  for (const field of protobufFields(file, range)) if (field.number === number && field.kind === 'bytes') yield field;
}

export function textAt(file: PagedFile, { from, to }: Range): string {
  if (to - from > MAX_TEXT) throw new MalformedFile(`a name at byte ${from} has ${to - from} bytes`);
  return file.read(from, to - from).toString('utf8');
}

/** Base-128 varint, exact up to 2^53; negative numbers (ten bytes) come out as -1 or about it. */
function varint(file: PagedFile, position: number, end: number): { value: number; next: number } {
  let value = 0n;
  for (let next = position, shift = 0n; next < Math.min(end, position + 10); shift += 7n) {
    const byte = file.byteAt(next++);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: Number(BigInt.asIntN(64, value)), next };
  }
  throw new MalformedFile(`a number at byte ${position} does not end`);
}
