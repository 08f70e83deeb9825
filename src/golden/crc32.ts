/** Remainder of every byte, for the reflected polynomial 0xEDB88320 (ISO 3309, as zip uses it). */
function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    return remainder;
  });
}

/** CRC-32 of the bytes, as zip archives keep it. (node:zlib has one only from Node.js 20.15 on.) */
export function crc32(bytes: Uint8Array): number {
  const table = makeTable();
  let state = 0xffffffff;
  for (let index = 0; index < bytes.length; index++)
    state = (state >>> 8) ^ (table[(state ^ (bytes[index] ?? 0)) & 255] ?? 0);
  return (state ^ 0xffffffff) >>> 0;
}
