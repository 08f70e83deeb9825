import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { MalformedFile } from '../../src/bytes/malformed-file.js';
import { PagedFile } from '../../src/bytes/paged-file.js';
import { type ProtobufField, protobufFields } from '../../src/bytes/protobuf-fields.js';

const folder = mkdtempSync(join(tmpdir(), 'protobuf-'));
let file: PagedFile | null = null;
afterEach(() => file?.close());

function fieldsOf(content: readonly number[]): ProtobufField[] {
  writeFileSync(join(folder, 'a.pb'), Uint8Array.from(content));
  file = new PagedFile(join(folder, 'a.pb'));
  return [...protobufFields(file, { from: 0, to: content.length })];
}

/** The ten bytes of a negative number above -2^7. */
const negative = (value: number) => [(value & 0x7f) | 0x80, ...Array<number>(8).fill(0xff), 0x01];

test('gives numbers, and the places of contents', () => {
  expect(fieldsOf([0x08, 0x96, 0x01, 0x12, 0x02, 0x61, 0x62, 0x1d, 0, 0, 0, 0])).toEqual([
    { number: 1, kind: 'varint', value: 150 },
    { number: 2, kind: 'bytes', from: 5, to: 7 },
    { number: 3, kind: 'fixed' },
  ]);
});

test('a negative number is a value', () => {
  expect(fieldsOf([0x08, ...negative(-1)])).toEqual([{ number: 1, kind: 'varint', value: -1 }]);
});

// -11 leads back to the field itself, without end; -100 to a place before the file.
test.each([-1, -11, -100])('a length of %d is a fault, and ends', (length) => {
  expect(() => fieldsOf([0x0a, ...negative(length)])).toThrow(MalformedFile);
});

test.each([
  ['field number 0', [0x00, 0x01]],
  ['a negative tag', [...negative(-8), 0x01]],
  ['a length past the end', [0x0a, 0x02, 0x61]],
  ['a number without end', [0x08, 0x80]],
  ['a fixed number cut off', [0x0d, 0x00]],
  ['a group', [0x0b]],
])('%s is a fault', (_, content) => {
  expect(() => fieldsOf(content)).toThrow(MalformedFile);
});
