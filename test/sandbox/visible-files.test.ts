import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutHidden } from '../../src/sandbox/visible-files.js';
import { freshFolder } from '../environments/host.js';

async function tree() {
  const root = await freshFolder();
  for (const folder of ['usr/bin', 'usr/src/app/node', 'usr/src/other'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'usr/src/app/model.onnx'), '');
  return (...paths: string[]) => paths.map((path) => join(root, path));
}

test('what holds nothing hidden is shown whole', async () => {
  const at = await tree();
  expect(withoutHidden(at('usr'), at('home'))).toEqual(at('usr'));
});

test('a folder around a hidden one is shown as what is beside it', async () => {
  const at = await tree();
  expect(withoutHidden(at('usr'), at('usr/src/app')).sort()).toEqual(at('usr/bin', 'usr/src/other'));
});

test('a hidden folder itself is never shown, but what is named in it is', async () => {
  const at = await tree();
  expect(withoutHidden(at('usr/src/app', 'usr/src/app/node'), at('usr/src/app'))).toEqual(at('usr/src/app/node'));
});

test('what is not there stays, for the launcher to pass over', async () => {
  const at = await tree();
  expect(withoutHidden(at('missing'), at('usr'))).toEqual(at('missing'));
});

test('nothing can be hidden in a file', async () => {
  const at = await tree();
  expect(withoutHidden(at('usr/src/app/model.onnx'), at('usr/src/app/model.onnx/cache'))).toEqual(
    at('usr/src/app/model.onnx'),
  );
});
