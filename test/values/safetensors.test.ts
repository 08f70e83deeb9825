import { mkdtemp, rm, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DTYPES } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import {
  hasSafetensorsDtype,
  readSafetensors,
  readSafetensorsFile,
  writeSafetensors,
  writeSafetensorsFile,
} from '../../src/values/safetensors.js';
import { PACKED, packedTensors, plain } from '../tensor/arbitrary-tensor.js';

const storable = packedTensors(PACKED.filter(hasSafetensorsDtype));
const maps = fc
  .dictionary(
    fc.string().filter((name) => name !== '__metadata__'),
    storable,
  )
  .map((tensors) => new Map(Object.entries(tensors)));

function file(header: object, data = new Uint8Array()): Uint8Array {
  return raw(JSON.stringify(header), data);
}

function raw(header: string, data = new Uint8Array()): Uint8Array {
  const text = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, data]);
}

test('tensors of all dtypes and shapes come back, aligned, in a file that depends on nothing else', () => {
  fc.assert(
    fc.property(maps, (tensors) => {
      const pieces = Buffer.concat(writeSafetensors(tensors));
      const read = readSafetensors(Uint8Array.from(pieces));
      expect([...read.keys()].sort()).toEqual([...tensors.keys()].sort());
      for (const [name, value] of read) {
        expect(plain(value)).toEqual(plain(tensors.get(name) ?? { kind: 'absent' }));
        expect(value.bytes.byteOffset % Math.min(8, DTYPES[value.dtype].bits / 8)).toBe(0);
      }
      const reversed = new Map([...tensors].reverse());
      expect(Buffer.concat(writeSafetensors(reversed))).toEqual(pieces);
    }),
  );
});

test('a file has the layout that the format fixes', () => {
  const pieces = writeSafetensors(
    new Map([
      ['a', tensor('uint8', [1], Uint8Array.of(7))],
      ['b', tensor('float32', [], bytesOf(Float32Array.of(1)))],
    ]),
  );
  const bytes = Buffer.concat(pieces);
  expect(bytes.subarray(8).toString('latin1')).toBe(
    `${'{"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}'.padEnd(
      112,
    )}\0\0\x80\x3f\x07`,
  );
  expect(bytes.readBigUInt64LE(0)).toBe(112n);
});

test('dtypes that the format lacks are refused when writing', () => {
  expect(() => writeSafetensors(new Map([['x', tensor('int4', [2], Uint8Array.of(1))]]))).toThrow(
    'x: safetensors has no int4',
  );
});

test('dimensions that would not be read back are refused when writing', () => {
  const of = (rank: number) => new Map([['x', tensor('uint8', Array<number>(rank).fill(1), Uint8Array.of(1))]]);
  expect(readSafetensors(Buffer.concat(writeSafetensors(of(64)))).get('x')?.shape).toHaveLength(64);
  expect(() => writeSafetensors(of(65))).toThrow('a tensor has 65 dimensions, more than the 64 that are supported');
});

const entry = (begin: number, end: number) => ({ dtype: 'U8', shape: [end - begin], data_offsets: [begin, end] });
test.each([
  ['an empty file', new Uint8Array(), 'too short'],
  ['a header that is too large', Buffer.from('ffffffffffffff7f', 'hex'), 'more than the 100000000 allowed'],
  ['a truncated header', file({}).subarray(0, 9), 'truncated'],
  ['a header that is not JSON', raw('{'), 'not JSON'],
  ['a header that is a list', raw('[]'), 'not an object'],
  [
    'an unknown dtype',
    file({ x: { dtype: 'F4', shape: [2], data_offsets: [0, 1] } }, new Uint8Array(1)),
    'x: safetensors dtype F4',
  ],
  [
    'a dtype by an inherited name',
    file({ x: { dtype: 'constructor', shape: [], data_offsets: [0, 0] } }),
    'dtype constructor',
  ],
  [
    'a name that is there twice, of the same bytes',
    raw('{"x":{"dtype":"I8","shape":[],"data_offsets":[0,0]},"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    'x: is in the header twice',
  ],
  ['an extra key', file({ x: { ...entry(0, 0), more: 1 } }), 'x: its header entry'],
  ['a negative size', file({ x: { dtype: 'U8', shape: [-1], data_offsets: [0, 0] } }), 'x: its header entry'],
  [
    'a shape beyond counting',
    file({ x: { dtype: 'U8', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 1] } }),
    'x: uint8[',
  ],
  ['offsets of another length', file({ x: { ...entry(0, 4), shape: [3] } }, new Uint8Array(4)), 'needs 3 bytes'],
  ['overlapping tensors', file({ x: entry(0, 4), y: entry(2, 6) }, new Uint8Array(6)), 'y: overlaps'],
  ['a gap', file({ x: entry(0, 4), y: entry(5, 6) }, new Uint8Array(6)), 'y: 1 bytes before it'],
  ['missing data', file({ x: entry(0, 4) }, new Uint8Array(3)), 'x: ends at byte 4 of 3'],
  ['data left over', file({ x: entry(0, 4) }, new Uint8Array(5)), '1 bytes at the end'],
])('%s is refused', (_, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(message);
});

test('metadata is passed over', () => {
  expect(readSafetensors(file({ __metadata__: { format: 'pt' } }))).toEqual(new Map());
});

test('files are read whole, and only regular ones within the limit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  try {
    const path = join(folder, 'x.safetensors');
    const tensors = new Map([['x', tensor('float64', [2], bytesOf(Float64Array.of(1, 2)))]]);
    await writeSafetensorsFile(path, tensors);
    expect((await readSafetensorsFile(path)).get('x')).toEqual(tensors.get('x'));
    await expect(readSafetensorsFile(path, 10)).rejects.toThrow('more than the limit of 10');
    await symlink(path, join(folder, 'link'));
    await expect(readSafetensorsFile(join(folder, 'link'))).rejects.toThrow('is a symbolic link');
    await expect(readSafetensorsFile(folder)).rejects.toThrow('is not a regular file');
    await expect(readSafetensorsFile(join(folder, 'none'))).rejects.toThrow('does not exist');
    await truncate(path, 79);
    await expect(readSafetensorsFile(path)).rejects.toThrow('truncated');
  } finally {
    await rm(folder, { recursive: true });
  }
});
