import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hollowFault } from '../../src/discover/hollow-file.js';
import { storedZip } from '../models/stored-zip.js';
import { folderOf } from './repository.js';

const HDF5 = Buffer.from('\x89HDF\r\n\x1a\n\0', 'latin1');
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 3\n';

/** A superblock of version 0 that says how long the file is. */
function hdf5(says: number, bytes: number): Buffer {
  const file = Buffer.alloc(bytes);
  HDF5.copy(file);
  if (bytes >= 48) file.writeBigUInt64LE(BigInt(says), 40);
  return file;
}

test.each<[string, string, Uint8Array | string, string | null]>([
  ['empty', 'a.pt', '', 'the file is empty'],
  ['a pointer', 'a.pth', POINTER, 'the file is a Git LFS pointer, not the model'],
  ['a web page', 'a.h5', '<!DOCTYPE html>\n<title>404</title>', 'the file is a web page, not the model'],
  ['a cut archive', 'a.PT', 'PK\x03\x04 and then nothing', 'the file is truncated'],
  ['a whole archive', 'a.pt', storedZip({ 'a/data.pkl': Buffer.from('x') }), null],
  ['a cut HDF5 file', 'a.h5', hdf5(4096, 100), 'the file is truncated'],
  ['a cut superblock', 'a.h5', hdf5(4096, 20), 'the file is truncated'],
  ['a whole HDF5 file', 'a.h5', hdf5(100, 100), null],
  ['other content', 'a.xml', '<other/>', null],
  ['another ending', 'a.txt', '', null],
])('%s', (_, name, content, what) => {
  expect(hollowFault(join(folderOf({ [name]: content }), name))?.what ?? null).toBe(what);
});
