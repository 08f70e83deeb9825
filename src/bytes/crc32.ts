import * as zlib from 'node:zlib';

/** Remainder of every byte, for the reflected polynomial 0xEDB88320 (ISO 3309, as zip uses it). */
function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    return remainder;
  });
}

/** CRC-32 in JavaScript, about ten times slower than that of Node.js. */
export function crc32ByTable(bytes: Uint8Array, before = 0): number {
  const table = makeTable();
  let state = ~before;
  for (let index = 0; index < bytes.length; index++)
    state = (state >>> 8) ^ (table[(state ^ (bytes[index] ?? 0)) & 255] ?? 0);
  return ~state >>> 0;
}

/**
 * CRC-32 of the bytes, as zip archives store it; node:zlib has it from Node.js 20.15 on.
 * @param before that of the bytes in front of them
 */
export const crc32: (bytes: Uint8Array, before?: number) => number =
  typeof zlib.crc32 === 'function' ? zlib.crc32 : crc32ByTable;
