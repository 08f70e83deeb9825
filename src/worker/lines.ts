import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

export interface LineHandlers {
  line(text: string): void;
  /** A line grew beyond `limit` bytes; no more lines follow. */
  tooLong(): void;
}

/**
 * Splits a stream at line feeds only: JSON strings may contain Unicode's other line breaks, and in some versions of
 * Node.js readline splits there.
 */
export function onLines(stream: Readable, limit: number, { line, tooLong }: LineHandlers): void {
  let pending: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      line(Buffer.concat([...pending, chunk.subarray(start, end)]).toString('utf8'));
      pending = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size <= limit) return;
    stream.off('data', take);
    pending = [];
    tooLong();
    stream.resume();
  };
  stream.on('data', take);
}
