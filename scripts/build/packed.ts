import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * A file as `unpackEmbedded` unpacks it. That of the committed build where it is still the same: packing takes minutes, and
 * another release of Node.js may pack into other bytes.
 * @param committed path of the packed file in the committed build
 */
export function packed(path: string, committed: string): Uint8Array {
  const content = readFileSync(path);
  if (existsSync(committed)) {
    const before = readFileSync(committed);
    if (brotliDecompressSync(before).equals(content)) return before;
  }
  process.stderr.write(`packing ${basename(path)}, which takes minutes\n`);
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    },
  });
}
