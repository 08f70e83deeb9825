import { formatCount } from '../number-format.js';
import { damaged } from './malformed.js';

/** Bytes that can be read at any position, in a file (FileWindow) or in memory. */
export interface ByteReader {
  readonly size: number;
  /** @throws Malformed outside the bytes */
  byteAt(position: number): number;
  /**
   * A copy of `length` bytes from `position`, in memory of its own.
   * @throws Malformed when they are not all there; nothing is allocated then
   */
  read(position: number, length: number): Buffer;
  /**
   * Writes `length` bytes from `position` into `target`, from `start` on.
   * @throws Malformed when they are not all there
   */
  copy(position: number, length: number, target: Uint8Array, start: number): void;
}

/** @throws Malformed unless the reader has all of these bytes */
export function requireWithin({ size }: { readonly size: number }, position: number, length: number): void {
  if (position >= 0 && length >= 0 && position + length <= size) return;
  throw damaged(
    `it needs ${formatCount(length, 'byte')} at byte ${position} and has ${formatCount(size, 'byte')} in all`,
  );
}

export class BytesInMemory implements ByteReader {
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.byteLength;
  }

  byteAt(position: number): number {
    requireWithin(this, position, 1);
    return this.#bytes[position] ?? 0;
  }

  read(position: number, length: number): Buffer {
    requireWithin(this, position, length);
    return Buffer.from(this.#bytes.subarray(position, position + length));
  }

  copy(position: number, length: number, target: Uint8Array, start: number): void {
    requireWithin(this, position, length);
    target.set(this.#bytes.subarray(position, position + length), start);
  }
}
