import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MalformedOnnx } from './malformed-onnx.js';

const WINDOW = 1 << 20;

/** Random access to a file of any size through one window of memory. Use with `using`-like care: close it. */
export class ByteSource {
  readonly #fd: number;
  readonly size: number;
  #window = Buffer.allocUnsafe(WINDOW);
  #start = 0;
  #length = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** @throws MalformedOnnx past the end of the file */
  byteAt(position: number): number {
    if (position < this.#start || position >= this.#start + this.#length) this.#fill(position);
    // Behind #length the window holds bytes of an earlier look.
    const byte = position < this.#start + this.#length ? this.#window[position - this.#start] : undefined;
    if (byte === undefined) throw new MalformedOnnx(`the file ends at byte ${this.size}`);
    return byte;
  }

  /**
   * A copy of `length` bytes from `position`.
   * @throws MalformedOnnx past the end of the file
   */
  read(position: number, length: number): Buffer {
    const out = Buffer.allocUnsafe(length);
    const from = position - this.#start;
    if (from >= 0 && from + length <= this.#length) {
      this.#window.copy(out, 0, from, from + length);
      return out;
    }
    if (length <= WINDOW) {
      this.#fill(position);
      if (this.#length < length) throw new MalformedOnnx(`the file ends at byte ${this.size}`);
      this.#window.copy(out, 0, 0, length);
      return out;
    }
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, out, done, length - done, position + done);
      if (got === 0) throw new MalformedOnnx(`the file ends at byte ${this.size}`);
      done += got;
    }
    return out;
  }

  #fill(position: number): void {
    this.#start = position;
    this.#length = readSync(this.#fd, this.#window, 0, WINDOW, position);
  }
}
