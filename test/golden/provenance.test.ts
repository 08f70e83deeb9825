import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordedWith } from '../../src/golden/provenance.js';
import { folderOf } from '../discover/repository.js';

const MODEL = { path: 'a.onnx', sha256: '0' };
const text = JSON.stringify({ version: 1, cases: { one: { model: MODEL } } });

test('the model of a recorded case', async () => {
  const root = folderOf({ 'golden/a/provenance.json': text });
  expect(await recordedWith(root, 'golden/a', 'one')).toEqual(MODEL);
  expect(await recordedWith(root, 'golden/a', 'two')).toBeNull();
});

test.skipIf(process.platform === 'win32')(
  'is not read behind a link that leads out, or in what never ends',
  async () => {
    const elsewhere = folderOf({ 'provenance.json': text });
    const root = folderOf({ 'a.onnx': '' });
    for (const [folder, target] of [
      ['linked', join(elsewhere, 'provenance.json')],
      ['endless', '/dev/zero'],
    ] as const) {
      mkdirSync(join(root, folder));
      symlinkSync(target, join(root, folder, 'provenance.json'));
      expect(await recordedWith(root, folder, 'one'), folder).toBeNull();
    }
  },
);
