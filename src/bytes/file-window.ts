import { closeSync, readSync } from 'node:fs';
import { type ByteReader, requireWithin } from './byte-reader.js';
import { damaged, Malformed } from './malformed.js';
import { openRegularFile } from './regular-file.js';

const PAGE = 1 << 16;
/** 4 MiB in memory, however large the file is. */
const PAGES_KEPT = 64;

export interface WindowOptions {
  /** Whether the path may be that of a symbolic link; it may by default. */
  readonly followLinks?: boolean;
  /** How long the file may be read, from now on; for ever by default. */
  readonly seconds?: number;
}

/**
 * A regular file that is read at any position, forwards or scattered, through pages of memory. Reads longer than a page
 * bypass them. Close it after use.
 */
export class FileWindow implements ByteReader {
  readonly size: number;
  readonly #fd: number;
  readonly #seconds: number;
  /** Of performance.now(). */
  readonly #end: number;
  /** Pages by number, the one used last at the end. */
  readonly #pages = new Map<number, Buffer>();
  /** The page of the last read, and where it begins. */
  #page: Buffer = Buffer.alloc(0);
  #start = 0;

  /** @throws Malformed when the file is missing, cannot be read, or is not a regular file; so do reads after its time */
  constructor(path: string, { followLinks = true, seconds = Number.POSITIVE_INFINITY }: WindowOptions = {}) {
    const { fd, size } = openRegularFile(path, followLinks);
    this.#fd = fd;
    this.size = size;
    this.#seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  close(): void {
    closeSync(this.#fd);
  }

  byteAt(position: number): number {
    const inPage = position - this.#start;
    if (inPage >= 0 && inPage < this.#page.length) return this.#page[inPage] ?? 0;
    requireWithin(this, position, 1);
    this.#turnTo(position);
    const byte = this.#page[position - this.#start];
    if (byte === undefined) throw shorter(position);
    return byte;
  }

  read(position: number, length: number): Buffer {
    requireWithin(this, position, length);
    const out = Buffer.allocUnsafe(length);
    this.copy(position, length, out, 0);
    return out;
  }

  copy(position: number, length: number, target: Uint8Array, start: number): void {
    requireWithin(this, position, length);
    if (length > PAGE) {
      const got = this.#fill(target.subarray(start, start + length), position);
      if (got < length) throw shorter(position + got);
      return;
    }
    for (let done = 0; done < length; ) {
      this.#turnTo(position + done);
      const from = position + done - this.#start;
      const copied = this.#page.copy(target, start + done, from, from + length - done);
      if (copied === 0) throw shorter(position + done);
      done += copied;
    }
  }

  #turnTo(position: number): void {
    const inPage = position - this.#start;
    if (inPage >= 0 && inPage < this.#page.length) return;
    const number = Math.floor(position / PAGE);
    const known = this.#pages.get(number);
    const page = known ?? this.#readPage(number);
    this.#pages.delete(number);
    this.#pages.set(number, page);
    this.#page = page;
    this.#start = number * PAGE;
  }

  /** Reuses the memory of the least recently used page, which nobody else holds: reads are copies. */
  #readPage(number: number): Buffer {
    const [oldest] = this.#pages.size < PAGES_KEPT ? [] : this.#pages;
    if (oldest !== undefined) this.#pages.delete(oldest[0]);
    const memory = oldest?.[1].length === PAGE ? oldest[1] : Buffer.allocUnsafeSlow(PAGE);
    const start = number * PAGE;
    const wanted = memory.subarray(0, Math.min(PAGE, this.size - start));
    return wanted.subarray(0, this.#fill(wanted, start));
  }

  #fill(target: Uint8Array, position: number): number {
    if (performance.now() > this.#end)
      throw new Malformed(`the file takes more than ${this.#seconds} s to read`, {
        why: `its ${this.size} bytes are not what files of its kind consist of`,
      });
    let done = 0;
    while (done < target.length) {
      const got = readSync(this.#fd, target, done, target.length - done, position + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  }
}

const shorter = (position: number) => damaged(`the file ends at byte ${position}: it became shorter while it was read`);

/** The first bytes of a file, at most `length`. @throws Malformed as FileWindow does */
export function headOf(path: string, length: number): Buffer {
  const file = new FileWindow(path);
  try {
    return file.read(0, Math.min(length, file.size));
  } finally {
    file.close();
  }
}
