import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import yazl from 'yazl';
import { MalformedFile } from '../../src/bytes/malformed-file.js';
import { PagedFile } from '../../src/bytes/paged-file.js';
import { zipNames } from '../../src/bytes/zip-names.js';

const folder = mkdtempSync(join(tmpdir(), 'zip-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function archive(
  names: readonly string[],
  options: { readonly forceZip64Format?: boolean; readonly comment?: string } = {},
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const name of names) zip.addBuffer(Buffer.from(name), name);
  zip.end({ forceZip64Format: false, comment: '', ...options });
  return await buffer(zip.outputStream);
}

function namesIn(bytes: Uint8Array): string[] {
  const path = join(folder, 'archive.zip');
  writeFileSync(path, bytes);
  const file = new PagedFile(path);
  try {
    return zipNames(file);
  } finally {
    file.close();
  }
}

const NAMES = ['m/data.pkl', 'm/code/__torch__.py', 'é☃'];

test.each([
  ['plain', {}],
  ['with sizes of 64 bits', { forceZip64Format: true }],
  ['with a comment', { comment: 'made on the spot' }],
])('names of an archive %s', async (_, options) => {
  expect(namesIn(await archive(NAMES, options))).toEqual(NAMES);
  expect(namesIn(await archive([], options))).toEqual([]);
});

test('what is cut off, foreign or changed is malformed or has names, and nothing else', async () => {
  const whole = await archive(NAMES);
  expect(() => namesIn(whole.subarray(0, whole.length - 30))).toThrow(MalformedFile);
  expect(() => namesIn(Buffer.from('no archive at all'))).toThrow(MalformedFile);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = byte;
      try {
        expect(Array.isArray(namesIn(bytes))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFile);
      }
    }),
    { numRuns: 500 },
  );
});
