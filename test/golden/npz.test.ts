import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { crc32 } from '../../src/bytes/crc32.js';
import { npyDescr, writeNpy } from '../../src/golden/npy.js';
import { type NpzOptions, readNpz as readNpzFrom, writeNpz } from '../../src/golden/npz.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import { PACKED, packedTensors, plain } from '../tensor/arbitrary-tensor.js';
import { numpyFile } from './fixtures/fixture.js';

const readNpz = (bytes: Uint8Array, options?: NpzOptions) => readNpzFrom(new BytesInMemory(bytes), options);

const npy = Buffer.from(writeNpy(tensor('uint8', [3], Uint8Array.of(1, 2, 3))));

interface Part {
  readonly name: string;
  readonly data?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly crc?: number;
  /** Index of the part whose local header this directory entry points to. */
  readonly sharedWith?: number;
  readonly localName?: string;
}

/** A zip archive by hand, as wrong as the parts ask for. */
function zipOf(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const { name, data = npy, method = 0, flags = 0x800, size, crc, sharedWith, localName = name } of parts) {
    const stored = method === 8 ? deflateRawSync(data) : data;
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc ?? crc32(data), 10);
    fields.writeUInt32LE(stored.length, 14);
    fields.writeUInt32LE(size ?? data.length, 18);
    const tail = (file: string) => Buffer.from([Buffer.byteLength(file) & 255, Buffer.byteLength(file) >> 8, 0, 0]);
    if (sharedWith === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, tail(localName), Buffer.from(localName), stored]);
      locals.push(local);
      offsets.push(offset);
      offset += local.length;
    } else offsets.push(offsets[sharedWith] ?? 0);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offsets.at(-1) ?? 0, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, tail(name), rest, Buffer.from(name)]));
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\x05\x06'), end]);
}

test('arrays come back under their names, and equal arrays give equal bytes', async () => {
  const names = fc.stringMatching(/^[a-z_]+(\/[a-z0-9:_]+)?$/);
  const tensors = packedTensors(PACKED.filter((dtype) => npyDescr(dtype) !== null));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, tensors, { maxKeys: 4 }), async (record) => {
      const written = new Map(Object.entries(record));
      const bytes = await writeNpz(written);
      const read = await readNpz(bytes);
      expect([...read.keys()]).toEqual([...written.keys()].sort());
      for (const [name, value] of read) expect(plain(value)).toEqual(plain(written.get(name) ?? { kind: 'absent' }));
      expect(Buffer.compare(await writeNpz(new Map([...written].reverse())), bytes)).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('the bytes do not depend on the time zone', async () => {
  const bytes = Buffer.from(await writeNpz(new Map([['x', stringTensor([], ['a'])]])));
  expect(bytes.readUInt32LE(10)).toBe(0x00210000); // 1980-01-01 00:00:00
});

test('numpy’s archives are read, stored (zip64 headers) and deflated', async () => {
  const stored = await readNpz(numpyFile('npz-stored'));
  expect([...stored]).toMatchObject([
    ['x:0', { dtype: 'int32', shape: [2] }],
    ['a/b', { dtype: 'string', shape: [1], strings: ['t'] }],
  ]);
  const deflated = await readNpz(numpyFile('npz-deflated'));
  expect(plain(deflated.get('x') ?? { kind: 'absent' })).toEqual(
    plain(tensor('float32', [1000], new Uint8Array(4000))),
  );
});

test('zip64 directories are read', async () => {
  const zip = new ZipFile();
  zip.addBuffer(npy, 'x.npy', { forceZip64Format: true });
  zip.end({ forceZip64Format: true, comment: '' });
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  expect([...(await readNpz(Buffer.concat(pieces))).keys()]).toEqual(['x']);
});

test('bare numpy types are read as the signature says', async () => {
  const bytes = zipOf([{ name: 'x.npy', data: Buffer.from(numpyFile('bfloat16')) }]);
  const read = await readNpz(bytes, { expected: (name) => (name === 'x' ? 'bfloat16' : null) });
  expect(read.get('x')).toMatchObject({ dtype: 'bfloat16' });
  await expect(readNpz(bytes)).rejects.toThrow('x.npy: numpy dtype "<V2" is ambiguous');
});

const zeros = Buffer.from(writeNpy(tensor('uint8', [2_000_000], new Uint8Array(2_000_000))));
test.each<[string, Uint8Array, string]>([
  ['no archive', Buffer.from('not a zip archive at all, only text'), 'truncated or damaged'],
  ['a cut archive', zipOf([{ name: 'x.npy' }]).subarray(0, -30), 'truncated'],
  [
    'an object array',
    zipOf([{ name: 'x.npy', data: Buffer.from(numpyFile('object')) }]),
    'x.npy: holds an object array',
  ],
  ['a path upwards', zipOf([{ name: '../x.npy' }]), '../x.npy: its name is not valid'],
  ['a path upwards inside', zipOf([{ name: 'a/../../x.npy' }]), 'its name is not valid'],
  ['a backslash', zipOf([{ name: '..\\x.npy' }]), 'its name is not valid'],
  ['a control character', zipOf([{ name: 'a\nb.npy' }]), 'its name is not valid'],
  ['another file', zipOf([{ name: 'x.pkl' }]), 'x.pkl: is not an array'],
  ['a folder', zipOf([{ name: 'x/', data: Buffer.alloc(0) }]), 'x/: is not an array'],
  ['no name', zipOf([{ name: '.npy' }]), '.npy: is not an array'],
  ['duplicate names', zipOf([{ name: 'x.npy' }, { name: 'x.npy' }]), 'x.npy: is in the archive twice'],
  ['overlapping entries', zipOf([{ name: 'x.npy' }, { name: 'y.npy', sharedWith: 0 }]), 'two different names'],
  ['overlapping entries that agree in name', overlapping(), 'y.npy: overlaps another entry'],
  [
    'two different names for one entry',
    zipOf([{ name: 'x.npy', localName: 'y.npy' }]),
    'x.npy: has two different names in the archive',
  ],
  ['encryption', zipOf([{ name: 'x.npy', flags: 0x801, size: npy.length - 12 }]), 'x.npy: is encrypted'],
  ['another compression', zipOf([{ name: 'x.npy', method: 12 }]), 'x.npy: zip compression method 12'],
  ['damage', zipOf([{ name: 'x.npy', crc: 1 }]), 'x.npy: its checksum is wrong'],
  ['a stored entry of another size', zipOf([{ name: 'x.npy', size: 5 }]), 'x.npy: declares 5 bytes and is stored in'],
  ['less than declared', zipOf([{ name: 'x.npy', method: 8, size: npy.length + 1 }]), 'x.npy: '],
  ['more than declared', zipOf([{ name: 'x.npy', method: 8, data: zeros, size: 1000 }]), 'x.npy: '],
  ['a declaration that deflate cannot reach', zipOf([{ name: 'x.npy', method: 8, size: 2 ** 31 }]), 'more than'],
])('%s: refused', async (_, bytes, message) => {
  await expect(readNpz(bytes)).rejects.toMatchObject({ name: 'Malformed', message: expect.stringContaining(message) });
});

/** The first entry's data holds the whole second entry, header and all. */
function overlapping(): Buffer {
  const inner = zipOf([{ name: 'y.npy' }]).subarray(0, 30 + 5 + npy.length);
  const outer = zipOf([{ name: 'x.npy', data: inner }, { name: 'y.npy' }]);
  const pointer = outer.lastIndexOf('y.npy') - 4;
  outer.writeUInt32LE(30 + 5, pointer);
  return outer;
}

test('a bomb is refused by its declaration, before anything is inflated', async () => {
  const bomb = zipOf(Array.from({ length: 40 }, (_, index) => ({ name: `x${index}.npy`, method: 8, data: zeros })));
  expect(bomb.length).toBeLessThan(120_000);
  await expect(readNpz(bomb, { maxBytes: 50_000_000 })).rejects.toThrow('would take more than 50000000 bytes');
});

test('names that zip libraries take for paths are refused when writing', async () => {
  await expect(writeNpz(new Map([['x:0', tensor('float32', [], bytesOf(Float32Array.of(1)))]]))).rejects.toThrow(
    '"x:0"',
  );
});

test('only Malformed comes out of random damage', async () => {
  const good = await writeNpz(new Map([['x', tensor('float32', [2], new Uint8Array(8))]]));
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), async (index, byte) => {
      const damaged = good.slice();
      damaged[index] = byte;
      await readNpz(damaged).catch((error: unknown) => expect(error).toMatchObject({ name: 'Malformed' }));
    }),
    { numRuns: 300 },
  );
});
