import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import yazl from 'yazl';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { Malformed } from '../../src/bytes/malformed.js';
import { readZipEntry, unpackZipEntry, type ZipEntry, zipEntries } from '../../src/bytes/zip-archive.js';
import { storedZip } from '../models/stored-zip.js';
import { unlessMalformed } from './only-malformed.js';

interface ArchiveOptions {
  readonly forceZip64Format?: boolean;
  readonly comment?: string;
  readonly compress?: boolean;
}

async function archive(
  contents: Readonly<Record<string, Uint8Array>>,
  { compress = true, forceZip64Format = false, comment = '' }: ArchiveOptions = {},
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(contents))
    zip.addBuffer(Buffer.from(content), name, { compress, forceZip64Format });
  zip.end({ forceZip64Format, comment });
  return await buffer(zip.outputStream);
}

const CONTENTS = {
  'm/data.pkl': Buffer.from('one'),
  'm/code/__torch__.py': Buffer.alloc(100_000, 'two '),
  'é☃': Buffer.alloc(0),
};

test.each<[string, ArchiveOptions]>([
  ['packed', {}],
  ['stored', { compress: false }],
  ['with sizes of 64 bits', { forceZip64Format: true }],
  ['with a comment', { comment: 'made on the spot' }],
])('names and contents of an archive %s', async (_, options) => {
  const source = new BytesInMemory(await archive(CONTENTS, options));
  const entries = zipEntries(source);
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(CONTENTS));
  for (const entry of entries) {
    const expected = Object.entries(CONTENTS).find(([name]) => name === entry.name)?.[1] ?? Buffer.alloc(1);
    expect(readZipEntry(source, entry, 1 << 20).equals(expected)).toBe(true);
    expect(Buffer.compare(await unpackZipEntry(source, entry), expected)).toBe(0);
  }
  expect(zipEntries(new BytesInMemory(await archive({}, options)))).toEqual([]);
});

const stored = new BytesInMemory(storedZip({ a: Buffer.from('one') }));
const [whole] = zipEntries(stored);
test.each<[string, Partial<ZipEntry>, RegExp]>([
  ['what is longer than wanted', { bytes: 9, packedBytes: 9 }, /^a: has 9 bytes, more than the limit of 8$/],
  ['a method that it does not know', { method: 12 }, /^a: zip compression method 12/],
  ['what is encrypted', { flags: 1 }, /^a: is encrypted$/],
  ['a stored entry of another size', { bytes: 2 }, /^a: declares 2 bytes and is stored in 3/],
  ['more than deflate can hold', { method: 8, bytes: 3 * 1032 + 65, packedBytes: 3 }, /more than/],
  ['another name at the content', { rawName: Buffer.from('b') }, /two different names/],
  ['a content that is cut off', { bytes: 8, packedBytes: 8, offset: 90 }, /truncated or damaged/],
  ['a wrong checksum', { crc: 1 }, /^a: its checksum is wrong/],
])('refuses %s', (_, change, message) => {
  if (whole === undefined) throw new Error('the archive has no entry');
  expect(() => readZipEntry(stored, { ...whole, ...change }, 8)).toThrow(message);
  expect(() => readZipEntry(stored, { ...whole, ...change }, 8)).toThrow(Malformed);
});

test('refuses more entries than wanted, and ends that are not at the end', async () => {
  const bytes = await archive(CONTENTS);
  expect(() => zipEntries(new BytesInMemory(bytes), 2)).toThrow('3 entries, more than the limit of 2');
  for (const other of [Buffer.concat([bytes, Buffer.from('more')]), bytes.subarray(0, -3), Buffer.from('no archive')])
    expect(() => zipEntries(new BytesInMemory(other))).toThrow(Malformed);
});

test('a name that does not end with the directory is refused', () => {
  const bytes = Buffer.from(storedZip({ a: Buffer.from('one'), b: Buffer.from('two') }));
  bytes.writeUInt16LE(9, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 28);
  expect(() => zipEntries(new BytesInMemory(bytes))).toThrow(Malformed);
});

/** Both ways to unpack have to agree, also about what they refuse. */
async function unpackAll(bytes: Uint8Array): Promise<void> {
  const source = new BytesInMemory(bytes);
  for (const entry of unlessMalformed(() => zipEntries(source)) ?? []) {
    // The caller's part, see unpackZipEntry.
    if (entry.bytes > 1 << 20) continue;
    const once = unlessMalformed(() => readZipEntry(source, entry, 1 << 20));
    const slowly = await unpackZipEntry(source, entry).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Malformed);
      return null;
    });
    if (once !== null || entry.packedBytes <= 1 << 20) expect(slowly === null).toBe(once === null);
    if (once !== null && slowly !== null) expect(Buffer.compare(once, slowly)).toBe(0);
  }
}

test('damage is malformed and nothing else', async () => {
  const good = [
    await archive({ a: Buffer.alloc(300, 'ab'), b: Buffer.from('two') }),
    await archive({ a: Buffer.from('one'), b: Buffer.from('two') }, { forceZip64Format: true, compress: false }),
  ];
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...good), damage, fc.boolean(), async (bytes, changes, cut) => {
      const damaged = Uint8Array.from(bytes);
      for (const [place, byte] of changes) damaged[Math.floor(place * damaged.length)] = byte;
      await unpackAll(cut ? damaged.subarray(damaged.length >> 2) : damaged);
    }),
    { numRuns: 600 },
  );
});

test('arbitrary bytes are malformed or have entries', async () => {
  const end = [0x50, 0x4b, 5, 6, 0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 120 }),
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      (front, sizes) => unpackAll(Uint8Array.from([...front, ...end, ...sizes, 0, 0])),
    ),
    { numRuns: 300 },
  );
});
