import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unseenFiles, untrackedFiles } from '../../src/discover/unseen-files.js';
import { buildDenseModel } from '../models/build-model.js';
import { folderOf, git, repositoryOf } from './repository.js';

const net = buildDenseModel();

test('models that git does not track or ignores', async () => {
  const root = repositoryOf({ 'a.onnx': net, '.gitignore': 'build/\n' });
  for (const [path, content] of [
    ['new.onnx', net],
    ['notes.txt', 'text'],
    ['lost.pt', ''],
  ] as const)
    writeFileSync(join(root, path), content);
  git(root, 'init', '--quiet', 'build');
  writeFileSync(join(root, 'build', 'out.onnx'), net);
  const found = await unseenFiles(root);
  expect(found.find(({ why }) => why === 'not tracked by git')?.paths).toEqual(['lost.pt', 'new.onnx']);
  expect(await untrackedFiles(root, ['a.onnx', 'new.onnx', 'none.onnx', '.'])).toEqual(['new.onnx']);
});

test('ignored models, and submodules', async () => {
  const root = repositoryOf({ 'a.onnx': net, '.gitignore': '*.data.onnx\n' });
  writeFileSync(join(root, 'w.data.onnx'), net);
  git(root, 'commit', '--quiet', '-m', 'all');
  git(root, 'clone', '--quiet', '.', 'inner');
  git(root, 'add', 'inner');
  // The submodule tracks its own.
  expect(await untrackedFiles(root, ['inner/a.onnx', 'w.data.onnx'])).toEqual(['w.data.onnx']);
  const found = await unseenFiles(root);
  expect(found.map(({ why, paths }) => [why, ...paths])).toEqual([
    ['ignored by git', 'w.data.onnx'],
    ['in a submodule, where no models are looked for', 'inner'],
  ]);
});

test('models that are not checked out, and links that are not followed', async () => {
  const root = repositoryOf({ 'a.onnx': net, 'gone.onnx': net, 'gone.txt': 'text', 'real.data': net });
  symlinkSync('real.data', join(root, 'linked.onnx'));
  symlinkSync('nowhere', join(root, 'dangling.pt'));
  symlinkSync('/etc/hostname', join(root, 'outside.tflite'));
  symlinkSync('nowhere', join(root, 'dangling.txt'));
  git(root, 'add', '--all');
  for (const path of ['gone.onnx', 'gone.txt']) rmSync(join(root, path));
  const found = await unseenFiles(root);
  expect(found.map(({ why, paths }) => [why, ...paths])).toEqual([
    ['committed, but not in the working tree', 'gone.onnx'],
    ['reached through a link that leads nowhere or out of the working directory', 'dangling.pt', 'outside.tflite'],
  ]);
});

test('a name that is not UTF-8', async () => {
  const root = repositoryOf({ 'a.onnx': net });
  const name = Buffer.from('caf\xe9.onnx', 'latin1');
  const hash = git(root, 'hash-object', '-w', 'a.onnx').trim();
  // Not every file system takes such a name, but git does.
  const line = Buffer.concat([Buffer.from(`100644 ${hash}\t`), name, Buffer.from('\0')]);
  writeFileSync(join(root, 'index-info'), line);
  git(root, '-c', 'alias.feed=!git update-index -z --index-info < index-info', 'feed');
  const found = await unseenFiles(root);
  expect(found.find(({ why }) => why === 'not named in UTF-8')?.paths).toEqual(['caf\\xe9.onnx']);
});

test('nothing is unseen outside of git', async () => {
  const root = folderOf({ 'a.onnx': net });
  expect(await unseenFiles(root)).toEqual([]);
  expect(await untrackedFiles(root, ['a.onnx'])).toEqual([]);
});
