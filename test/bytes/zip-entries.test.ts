import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { PagedFile } from '../../src/bytes/paged-file.js';
import { readZipEntry, zipEntries } from '../../src/bytes/zip-entries.js';
import { storedZip } from '../models/stored-zip.js';

const folder = mkdtempSync(join(tmpdir(), 'zip-'));
let file: PagedFile | null = null;
afterEach(() => file?.close());

function opened(content: Uint8Array): PagedFile {
  writeFileSync(join(folder, 'a.zip'), content);
  file = new PagedFile(join(folder, 'a.zip'));
  return file;
}

test('gives the names and the contents of an archive', () => {
  const archive = opened(storedZip({ 'a.txt': Buffer.from('one'), 'b/c': Buffer.from('two') }));
  const entries = zipEntries(archive);
  expect(entries.map(({ name }) => name)).toEqual(['a.txt', 'b/c']);
  expect(entries.map((entry) => readZipEntry(archive, entry, 8).toString())).toEqual(['one', 'two']);
});

test('unpacks what is deflated', () => {
  const packed = deflateRawSync(Buffer.from('one'));
  const archive = opened(storedZip({ a: packed }));
  const [entry] = zipEntries(archive);
  expect(entry && readZipEntry(archive, { ...entry, method: 8, bytes: 3 }, 16).toString()).toBe('one');
});

test('refuses what is longer than wanted, and methods that it does not know', () => {
  const archive = opened(storedZip({ a: Buffer.from('one') }));
  const [entry] = zipEntries(archive);
  expect(() => entry && readZipEntry(archive, entry, 2)).toThrow(/more than 2/);
  expect(() => entry && readZipEntry(archive, { ...entry, method: 12 }, 8)).toThrow(/method 12/);
});
