import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MalformedFile } from './malformed-file.js';

const PAGE = 1 << 16;
/** 4 MiB in memory, however large the file is. */
const PAGES_KEPT = 64;

/** Random access to a file in small pieces that lie scattered over it. Close it after use. */
export class PagedFile {
  readonly size: number;
  readonly #fd: number;
  /** Pages by number, the one used last at the end. */
  readonly #pages = new Map<number, Buffer>();
  #lastNumber = -1;
  #lastPage: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /**
   * A copy of `length` bytes from `position`.
   * @throws MalformedFile when they are not all inside the file
   */
  read(position: number, length: number): Buffer {
    if (!(position >= 0 && length >= 0 && position + length <= this.size))
      throw new MalformedFile(`${length} bytes are wanted at byte ${position}, and the file has ${this.size}`);
    const out = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const at = position + done;
      const number = Math.floor(at / PAGE);
      const page = this.#page(number);
      const copied = page.copy(out, done, at - number * PAGE);
      if (copied === 0) throw new MalformedFile(`the file ends at byte ${at}`);
      done += copied;
    }
    return out;
  }

  /** @throws MalformedFile past the end of the file */
  byteAt(position: number): number {
    const number = Math.floor(position / PAGE);
    const page = number === this.#lastNumber ? this.#lastPage : this.#page(number);
    const byte = page[position - number * PAGE];
    if (byte === undefined) throw new MalformedFile(`the file ends at byte ${this.size}`);
    return byte;
  }

  #page(number: number): Buffer {
    const known = this.#pages.get(number);
    const page = known ?? Buffer.allocUnsafe(PAGE);
    this.#pages.delete(number);
    this.#pages.set(number, page);
    if (known !== undefined) return this.#remember(number, known);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > PAGES_KEPT && oldest !== undefined) this.#pages.delete(oldest);
    const filled = page.subarray(0, readSync(this.#fd, page, 0, PAGE, number * PAGE));
    this.#pages.set(number, filled);
    return this.#remember(number, filled);
  }

  #remember(number: number, page: Buffer): Buffer {
    this.#lastNumber = number;
    this.#lastPage = page;
    return page;
  }
}
