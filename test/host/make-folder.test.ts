import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/host/make-folder.js';

test('a folder is made with those around it, also where it is already', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'folders-')), 'a', 'b', 'c');
  await Promise.all([makeFolder(path), makeFolder(path)]);
  await makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file in the way is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'folders-'));
  writeFileSync(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
});

test.skipIf(process.platform !== 'linux')('where nobody can make one, that is told at once', async () => {
  await expect(makeFolder('/proc/nobody/a/b')).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/nobody' });
});
