import type { ByteReader } from './byte-reader.js';
import { damaged, Malformed } from './malformed.js';

/** Strings and lists in a graph are shorter; anything longer is a wrong offset or an attempt to exhaust memory. */
const MAX_STRING = 1 << 16;
const MAX_VECTOR = 1 << 20;
/** The most tables that are read from one file, however often its offsets lead to the same place. */
const MAX_TABLES = 1 << 22;
/** The most bytes of strings, lists and layouts that are kept of one file: it can refer to the same ones many times. */
const MAX_CONTENT = 1 << 26;

/** A FlatBuffers file: a tree of tables, each with numbered fields that may be missing. */
export class FlatFile {
  readonly #layouts = new Map<number, Uint16Array>();
  #tables = 0;
  #content = 0;

  constructor(readonly source: ByteReader) {}

  /**
   * Most FlatBuffers formats have an identifier of four letters at byte 4.
   * @param format with its article, as in "an ExecuTorch program"
   * @throws Malformed when the identifier is another one
   */
  requireIdentifier(identifier: string, format: string): this {
    if (this.source.size < 8 || this.source.read(4, 4).toString('latin1') !== identifier)
      throw new Malformed(`the file is not ${format}`, { why: `byte 4 does not start with ${identifier}` });
    return this;
  }

  root(): FlatTable {
    return this.table(this.source.read(0, 4).readUInt32LE());
  }

  /** @throws Malformed when there is no table at `position` */
  table(position: number): FlatTable {
    this.#tables++;
    if (this.#tables > MAX_TABLES) throw damaged(`the graph has more than ${MAX_TABLES} tables`);
    const layout = position - this.source.read(position, 4).readInt32LE();
    return new FlatTable(this, position, this.#layout(layout));
  }

  /** Bytes that are kept. @throws Malformed when there are too many in all */
  content(position: number, length: number): Buffer {
    this.#content += length;
    if (this.#content > MAX_CONTENT) throw damaged(`the graph has more than ${MAX_CONTENT} bytes of names and sizes`);
    return this.source.read(position, length);
  }

  /** Offsets of a table's fields from its start, by field; 0 for missing ones. Tables share them. */
  #layout(position: number): Uint16Array {
    const known = this.#layouts.get(position);
    if (known !== undefined) return known;
    const bytes = this.content(position, this.source.read(position, 2).readUInt16LE());
    if (bytes.length < 4 || bytes.length % 2 !== 0) throw damaged(`no table at byte ${position}`);
    const layout = Uint16Array.from({ length: bytes.length / 2 - 2 }, (_, field) => bytes.readUInt16LE(4 + 2 * field));
    this.#layouts.set(position, layout);
    return layout;
  }
}

/** One table. Fields are counted from 0 in the order of the schema; a missing one has its default. */
export class FlatTable {
  constructor(
    readonly flat: FlatFile,
    readonly position: number,
    readonly layout: Uint16Array,
  ) {}

  int8(field: number): number {
    return this.#at(field, 1)?.readInt8() ?? 0;
  }

  uint8(field: number): number {
    return this.#at(field, 1)?.readUInt8() ?? 0;
  }

  int32(field: number): number {
    return this.#at(field, 4)?.readInt32LE() ?? 0;
  }

  uint32(field: number): number {
    return this.#at(field, 4)?.readUInt32LE() ?? 0;
  }

  /** Exact up to 2^53. */
  int64(field: number): number {
    return Number(this.#at(field, 8)?.readBigInt64LE() ?? 0n);
  }

  /** Null when the field is missing. */
  table(field: number): FlatTable | null {
    const offset = this.layout[field] ?? 0;
    if (offset === 0) return null;
    const from = this.position + offset;
    return this.flat.table(from + this.flat.source.read(from, 4).readUInt32LE());
  }

  /** Null when the field is missing. */
  string(field: number): string | null {
    const place = this.#vector(field, 1, MAX_STRING);
    return place === null ? null : this.flat.content(place.start, place.length).toString('utf8');
  }

  /** Null when the field is missing. */
  int32s(field: number): readonly number[] | null {
    const place = this.#vector(field, 4, MAX_VECTOR);
    if (place === null) return null;
    const bytes = this.flat.content(place.start, 4 * place.length);
    return Array.from({ length: place.length }, (_, index) => bytes.readInt32LE(4 * index));
  }

  /** The first bytes of a list of bytes, however long it is; null when the field is missing or shorter. */
  head(field: number, length: number): Buffer | null {
    const place = this.#vector(field, 1, Number.POSITIVE_INFINITY);
    return place === null || place.length < length ? null : this.flat.source.read(place.start, length);
  }

  /** Where a list of bytes begins, however long it is; null when the field is missing. */
  start(field: number): number | null {
    return this.#vector(field, 1, Number.POSITIVE_INFINITY)?.start ?? null;
  }

  /** None when the field is missing. */
  strings(field: number): readonly string[] {
    const place = this.#vector(field, 4, MAX_VECTOR);
    if (place === null) return [];
    const offsets = this.flat.content(place.start, 4 * place.length);
    return Array.from({ length: place.length }, (_, index) => {
      const text = this.#list(place.start + 4 * index + offsets.readUInt32LE(4 * index), 1, MAX_STRING);
      return this.flat.content(text.start, text.length).toString('utf8');
    });
  }

  /** The tables of a list, one at a time; none when the field is missing. */
  *tables(field: number): Generator<FlatTable> {
    const place = this.#vector(field, 4, MAX_VECTOR);
    if (place === null) return;
    const offsets = this.flat.content(place.start, 4 * place.length);
    for (let index = 0; index < place.length; index++)
      yield this.flat.table(place.start + 4 * index + offsets.readUInt32LE(4 * index));
  }

  #at(field: number, length: number): Buffer | null {
    const offset = this.layout[field] ?? 0;
    return offset === 0 ? null : this.flat.source.read(this.position + offset, length);
  }

  #vector(field: number, elementBytes: number, limit: number): { start: number; length: number } | null {
    const offset = this.layout[field] ?? 0;
    if (offset === 0) return null;
    const from = this.position + offset;
    return this.#list(from + this.flat.source.read(from, 4).readUInt32LE(), elementBytes, limit);
  }

  #list(start: number, elementBytes: number, limit: number): { start: number; length: number } {
    const length = this.flat.source.read(start, 4).readUInt32LE();
    if (length > limit || start + 4 + elementBytes * length > this.flat.source.size)
      throw damaged(`a list at byte ${start} has ${length} elements`);
    return { start: start + 4, length };
  }
}
