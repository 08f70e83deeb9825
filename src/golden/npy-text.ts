import { Malformed } from '../bytes/malformed.js';
import type { NpyDType } from './npy-dtype.js';

/** Strings of fixed width, padded with NULs: little-endian UCS-4 (`U`) or UTF-8 bytes (`S`). @throws Malformed */
export function decodeText(data: Uint8Array, count: number, { itemBytes, text }: NpyDType): string[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return Array.from({ length: count }, (_, index) => {
    const start = index * itemBytes;
    return text === 'U' ? decodeCodePoints(view, start, itemBytes) : decodeBytes(utf8, data, start, itemBytes);
  });
}

/** All strings at the width of the longest, at least 1 as in numpy. @throws RangeError for what numpy cannot store */
export function encodeText(strings: readonly string[]): { descr: string; bytes: Uint8Array } {
  const rows = strings.map((string) => {
    if (string.endsWith('\0')) throw new RangeError('numpy drops a NUL at the end of a string');
    return Array.from(string, (character) => {
      const point = character.codePointAt(0) ?? 0;
      if (isSurrogate(point)) throw new RangeError('a string holds half of a surrogate pair');
      return point;
    });
  });
  const width = rows.reduce((longest, row) => Math.max(longest, row.length), 1);
  const bytes = new Uint8Array(4 * width * rows.length);
  const view = new DataView(bytes.buffer);
  rows.forEach((row, r) => {
    row.forEach((point, c) => {
      view.setUint32(4 * (r * width + c), point, true);
    });
  });
  return { descr: `<U${width}`, bytes };
}

function decodeCodePoints(view: DataView, start: number, itemBytes: number): string {
  const points: number[] = [];
  for (let at = start; at < start + itemBytes; at += 4) {
    const point = view.getUint32(at, true);
    if (point > 0x10ffff || isSurrogate(point))
      throw new Malformed(`a string has the code point ${point}, which is not a character`);
    points.push(point);
  }
  while (points.at(-1) === 0) points.pop();
  return points.map((point) => String.fromCodePoint(point)).join('');
}

function decodeBytes(
  utf8: InstanceType<typeof TextDecoder>,
  data: Uint8Array,
  start: number,
  itemBytes: number,
): string {
  let end = start + itemBytes;
  while (end > start && data[end - 1] === 0) end--;
  try {
    return utf8.decode(data.subarray(start, end));
  } catch {
    throw new Malformed('a byte string is not UTF-8', { next: "decode it and save it with astype('U')" });
  }
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}
