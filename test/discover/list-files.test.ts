import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, repositoryRoot } from '../../src/discover/list-files.js';
import { folderOf, git, repositoryOf } from './repository.js';

test('in a repository: what git tracks, with any name, sorted', async () => {
  const root = repositoryOf({ 'b c.txt': '', 'line\nbreak': '', 'ünï/ço∂é': '', '"quoted"': '', 'gone.txt': '' });
  writeFileSync(join(root, 'untracked.txt'), '');
  rmSync(join(root, 'gone.txt'));
  expect(await listFiles(root)).toEqual({ files: ['"quoted"', 'b c.txt', 'line\nbreak', 'ünï/ço∂é'], tracked: true });
});

test('below a repository: paths relative to the folder', async () => {
  const root = repositoryOf({ 'a/b.txt': '', 'c.txt': '' });
  expect(await listFiles(join(root, 'a'))).toEqual({ files: ['b.txt'], tracked: true });
});

test('outside of git: every file but those of dependencies', async () => {
  const root = folderOf({ 'a/b.txt': '', 'node_modules/x/y.txt': '', 'a/.venv/z.txt': '', '.hidden/c.txt': '' });
  symlinkSync(join(root, 'a'), join(root, 'loop'));
  expect(await listFiles(root)).toEqual({ files: ['.hidden/c.txt', 'a/b.txt'], tracked: false });
});

test('a file in conflict is listed once', async () => {
  const root = repositoryOf({ 'model.txt': 'base' });
  git(root, 'commit', '--quiet', '-m', 'base');
  git(root, 'checkout', '--quiet', '-b', 'other');
  writeFileSync(join(root, 'model.txt'), 'theirs');
  git(root, 'commit', '--quiet', '-a', '-m', 'theirs');
  git(root, 'checkout', '--quiet', '-');
  writeFileSync(join(root, 'model.txt'), 'ours');
  git(root, 'commit', '--quiet', '-a', '-m', 'ours');
  expect(() => git(root, 'merge', 'other')).toThrow();
  expect((await listFiles(root)).files).toEqual(['model.txt']);
});

test('a submodule is no file, and a link only where it leads to a file of the repository', async () => {
  const inner = repositoryOf({ 'inner.txt': '' });
  git(inner, 'commit', '--quiet', '-m', 'inner');
  const root = repositoryOf({ 'real.txt': '', 'folder/x.txt': '' });
  git(root, 'submodule', '--quiet', 'add', inner, 'sub');
  symlinkSync('real.txt', join(root, 'good'));
  symlinkSync('/dev/zero', join(root, 'endless.onnx'));
  symlinkSync('folder', join(root, 'tofolder'));
  symlinkSync('nowhere', join(root, 'dangling'));
  git(root, 'add', '--all');
  expect((await listFiles(root)).files).toEqual(['.gitmodules', 'folder/x.txt', 'good', 'real.txt']);
});

test('a checkout is known without git', () => {
  const root = repositoryOf({ 'a/b.txt': '' });
  expect(repositoryRoot(join(root, 'a'))).toBe(root);
  expect(repositoryRoot(folderOf({ 'a.txt': '' }))).toBeNull();
});
