import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import { bytesBelow, filesBelow, keepRepros, writeKeptRepros } from '../../src/locate/repro-folders.js';
import { recordingLog } from '../publish/recording-log.js';

function folders() {
  const root = mkdtempSync(join(tmpdir(), 'repros-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const own = createHost({ assets: root, cwd: root, log: recordingLog() });
  onTestFinished(() => disposeHost(own));
  const written = join(root, 'written');
  mkdirSync(join(written, 'net-mnn-3', 'test_data_set_0'), { recursive: true });
  writeFileSync(join(written, 'net-mnn-3', 'run.py'), 'print()');
  writeFileSync(join(written, 'net-mnn-3', 'test_data_set_0', 'input_0.pb'), Buffer.from([0, 255, 10]));
  return { host: { ...own, cache: join(root, 'cache') }, written, again: join(root, 'again') };
}

test('the files of folders, and their bytes', async () => {
  const { written, again } = folders();
  expect(await filesBelow(written)).toEqual(['net-mnn-3/run.py', 'net-mnn-3/test_data_set_0/input_0.pb']);
  expect(await bytesBelow(written)).toBe(10);
  expect(await filesBelow(again)).toEqual([]);
});

test('a later run writes the folders that an earlier one made', async () => {
  const { host, written, again } = folders();
  await keepRepros(host, 'key', ['net-mnn-3'], written);
  const request = { folder: again, mostBytes: 10 };
  expect(await writeKeptRepros(host, 'key', ['net-mnn-3'], request)).toBe(true);
  expect(await filesBelow(again)).toEqual(await filesBelow(written));
  expect([...readFileSync(join(again, 'net-mnn-3', 'test_data_set_0', 'input_0.pb'))]).toEqual([0, 255, 10]);
});

test.each([
  ['was not kept', 'key', ['other'], null],
  ['belongs to another search', 'other', ['net-mnn-3'], null],
  ['does not fit', 'key', ['net-mnn-3'], 9],
])('a folder that %s is made again', async (_, key, names, mostBytes) => {
  const { host, written, again } = folders();
  await keepRepros(host, 'key', ['net-mnn-3'], written);
  expect(await writeKeptRepros(host, key, names, { folder: again, mostBytes })).toBe(false);
  expect(await filesBelow(again)).toEqual([]);
});
