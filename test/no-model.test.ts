import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noModel } from '../src/no-model.js';
import { freshFolder } from './environments/host.js';

async function folderWith(...folders: readonly string[]): Promise<string> {
  const root = await freshFolder();
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  return root;
}

test('at the root of a repository nothing is committed that is a model', async () => {
  expect(noModel(await folderWith('.git'))).toEqual({
    what: 'no model found',
    why: 'no committed file is a model that the gate can read',
    next: '`git add` a model, or name it under `models:` in portability.yml',
  });
});

test('below it the rest of the repository is named', async () => {
  const root = await folderWith('.git', 'services/vision');
  const { why, next } = noModel(join(root, 'services', 'vision'));
  expect(why).toContain('below this folder');
  expect(why).toContain('from ../.. on');
  expect(next).toMatch(/^run it in \.\.\/\.\. \(in a workflow, the input `working-directory`\), or `git add` a model/);
});

test('a bare repository has no files', async () => {
  const { why, next } = noModel(await folderWith('HEAD', 'objects', 'refs'));
  expect(why).toContain('bare repository');
  expect(next).toContain('without --bare');
});

test('without a repository nothing is said of commits', async () => {
  const { why, next } = noModel(await folderWith());
  expect(why).toContain('not in a git repository');
  expect(`${why} ${next}`).not.toMatch(/commit|git add/);
});
