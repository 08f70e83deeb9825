import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFiles } from '../../src/discover/hash-files.js';
import { freshFolder } from '../environments/host.js';

test('the digest is of all bytes, in files of any size', async () => {
  const folder = await freshFolder();
  const parts = [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1].map((size) => Buffer.alloc(size, size % 251));
  const files = parts.map((bytes, index) => {
    const file = join(folder, String(index));
    writeFileSync(file, bytes);
    return file;
  });
  expect(await hashFiles(files)).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex'));
});

test('what is missing, and a folder, is an error', async () => {
  const folder = await freshFolder();
  await expect(hashFiles([join(folder, 'gone')])).rejects.toThrow('ENOENT');
  await expect(hashFiles([folder])).rejects.toThrow('EISDIR');
});

test('a large file is read no longer than its reader waits', async () => {
  const file = join(await freshFolder(), 'large');
  writeFileSync(file, Buffer.alloc((1 << 20) + 1));
  await expect(hashFiles([file], AbortSignal.abort(new Error('too long')))).rejects.toThrow('too long');
});
