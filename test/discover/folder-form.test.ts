import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { withFolders } from '../../src/discover/folder-form.js';
import { readForm } from '../../src/discover/read-form.js';
import { buildDenseModel } from '../models/build-model.js';
import { buildSavedConvModel } from '../models/build-saved-model.js';
import { folderOf, hostIn, repositoryOf } from './repository.js';

const FILES = {
  'saved/net.v2/saved_model.pb': buildSavedConvModel(),
  'saved/net.v2/variables/variables.index': 'index',
  'saved/net.v2/variables/variables.data-00000-of-00001': 'numbers',
  // A model inside of the model is none of its own, and a note beside it not a part of it.
  'saved/net.v2/assets/inner.onnx': buildDenseModel(),
  'saved/net.v2/README.md': 'about',
};

test('a SavedModel is one entry in place of its files', () => {
  expect(withFolders(['a.onnx', ...Object.keys(FILES), 'saved/other.txt'])).toEqual([
    'a.onnx',
    'saved/net.v2',
    'saved/other.txt',
  ]);
});

test.each([
  ['everything', undefined],
  ['the folder', 'saved/net.v2'],
  ['the folder with a slash', 'saved/net.v2/'],
  ['the file in it', 'saved/net.v2/saved_model.pb'],
  ['a pattern', 'saved/*'],
])('is found by %s, under its whole name', async (_, path) => {
  const root = repositoryOf(FILES);
  const config = configSchema.parse(path === undefined ? {} : { models: [{ path }] });
  const models = await discoverModels(config, [], hostIn(root));
  expect(models.map(({ id, forms }) => [id, ...forms.map((form) => [form.path, form.content.format])])).toEqual([
    ['saved/net.v2', ['saved/net.v2', 'saved-model']],
  ]);
});

test('hash and size are those of its files, not of what lies beside them', async () => {
  const root = folderOf(FILES);
  const read = () => readForm(root, 'saved/net.v2');
  const before = await read();
  expect(before.bytes).toBe(buildSavedConvModel().length + 12 + buildDenseModel().length);
  writeFileSync(join(root, 'saved/net.v2/README.md'), 'changed');
  expect((await read()).sha256).toBe(before.sha256);
  writeFileSync(join(root, 'saved/net.v2/variables/variables.index'), 'INDEX');
  expect((await read()).sha256).not.toBe(before.sha256);
});

test('a part that is a pointer, or lies elsewhere, is the model’s fault', async () => {
  const root = folderOf(FILES);
  const index = join(root, 'saved/net.v2/variables/variables.index');
  const fault = async () => {
    const { content } = await readForm(root, 'saved/net.v2');
    return 'fault' in content ? content.fault.what : null;
  };
  expect(await fault()).toBeNull();
  writeFileSync(index, `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`);
  expect(await fault()).toBe('variables/variables.index: the file is a Git LFS pointer, not the model');
  unlinkSync(index);
  symlinkSync('/etc/hostname', index);
  expect(await fault()).toBe(
    'variables/variables.index: it is reached through a link that leads out of the working directory',
  );
});
