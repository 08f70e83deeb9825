import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireOwnCache } from '../../src/cache/own-cache.js';
import { git, repositoryOf } from '../discover/repository.js';
import { freshFolder } from '../environments/host.js';

test('a cache outside of the repository, or in it with nothing committed, is used', async () => {
  const root = repositoryOf({ 'a.txt': '' });
  mkdirSync(join(root, 'cache', 'results'), { recursive: true });
  writeFileSync(join(root, 'cache', 'results', 'x.json'), '{}');
  for (const cache of [await freshFolder(), join(root, 'cache'), join(root, 'not yet')])
    await requireOwnCache({ cwd: root, cache });
});

test('one that a pull request can fill is refused', async () => {
  const root = repositoryOf({ 'cache/results/x.json': '{}' });
  const elsewhere = await freshFolder();
  symlinkSync(elsewhere, join(root, 'link'));
  git(root, 'add', '--all');
  for (const [name, why] of [
    ['cache', 'it has files that are committed'],
    ['cache/results', 'it has files that are committed'],
    ['link', 'it is reached through "link", a link in the repository'],
    ['link/below', 'it is reached through "link", a link in the repository'],
  ] as const)
    await expect(requireOwnCache({ cwd: root, cache: join(root, name) }), name).rejects.toMatchObject({
      explanation: { why: `${why}; a pull request could bring results that no run has seen` },
    });
});
