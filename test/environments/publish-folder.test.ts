import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { discardFolder, isPublished, publishFolder } from '../../src/environments/publish-folder.js';
import { freshFolder } from './host.js';

const build = (content: string) => (target: string) => writeFile(join(target, 'content'), content);

test('a folder is built once', async () => {
  const root = await freshFolder();
  const folder = join(root, 'made');
  expect(await publishFolder(folder, { scratch: '/nowhere' }, build('first'))).toBe(false);
  expect(await publishFolder(folder, { scratch: '/nowhere' }, build('second'))).toBe(true);
  expect(await readFile(join(folder, 'content'), 'utf8')).toBe('first');
});

test('of builders at the same time one wins, and nothing is left lying around', async () => {
  const root = await freshFolder();
  const folder = join(root, 'made');
  const results = await Promise.all(
    ['a', 'b', 'c'].map((content) => publishFolder(folder, { scratch: '/nowhere' }, build(content))),
  );
  expect(results.filter((cached) => !cached)).toHaveLength(1);
  expect(await readdir(root)).toEqual(['made']);
});

test('a build that fails leaves nothing and says why', async () => {
  const root = await freshFolder();
  const failing = publishFolder(join(root, 'made'), { scratch: '/nowhere' }, async () => {
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(await readdir(root)).toEqual([]);
});

test('half a folder, as from a broken restore, is replaced', async () => {
  const root = await freshFolder();
  const folder = join(root, 'made');
  await mkdir(folder);
  await writeFile(join(folder, 'half'), '');
  expect(await isPublished(folder)).toBe(false);
  expect(await publishFolder(folder, { scratch: '/nowhere' }, build('whole'))).toBe(false);
  expect(await readdir(root)).toEqual(['made']);
  expect((await readdir(folder)).sort()).toEqual(['.complete', 'content']);
});

test('discarding is content with a folder that is not there', async () => {
  const root = await freshFolder();
  await discardFolder(join(root, 'missing'));
  expect(await readdir(root)).toEqual([]);
});
