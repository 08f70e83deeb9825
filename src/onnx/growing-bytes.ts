import { MalformedOnnx } from './malformed-onnx.js';

/** Bytes that are appended to, in one block of memory: a file of many tiny fields costs no object a field. */
export class GrowingBytes {
  #block = new Uint8Array(64);
  size = 0;
  constructor(readonly limit: number) {}

  /** @throws MalformedOnnx when there would be more than `limit` bytes */
  append(part: Uint8Array): void {
    const needed = this.size + part.length;
    if (needed > this.limit)
      throw new MalformedOnnx(`it takes more than ${this.limit} bytes without its weights`, 'the graph is too large');
    if (needed > this.#block.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#block.length));
      grown.set(this.bytes());
      this.#block = grown;
    }
    this.#block.set(part, this.size);
    this.size = needed;
  }

  /** A view: good until the next append. */
  bytes(): Uint8Array {
    return this.#block.subarray(0, this.size);
  }
}
