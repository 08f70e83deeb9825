import { type ByteReader, BytesInMemory } from '../../src/bytes/byte-reader.js';

/** Bytes in memory that say how many of them were asked for. */
export class CountingReader implements ByteReader {
  readonly size: number;
  readonly #bytes: BytesInMemory;
  count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = new BytesInMemory(bytes);
    this.size = bytes.length;
  }

  byteAt(position: number): number {
    this.count++;
    return this.#bytes.byteAt(position);
  }

  read(position: number, length: number): Buffer {
    const bytes = this.#bytes.read(position, length);
    this.count += length;
    return bytes;
  }

  copy(position: number, length: number, target: Uint8Array, start: number): void {
    this.#bytes.copy(position, length, target, start);
    this.count += length;
  }
}
