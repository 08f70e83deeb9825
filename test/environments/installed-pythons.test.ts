import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installedPythons } from '../../src/environments/installed-pythons.js';

let root: string;
const place = (...parts: string[]) => {
  const file = join(root, ...parts);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
};
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pythons-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const executable = process.platform === 'win32' ? ['python.exe'] : ['bin', 'python'];

test("those of pyenv and of a runner's tool cache, the newest of each first", async () => {
  const old = place('pyenv', 'versions', '3.9.1', ...executable);
  const recent = place('pyenv', 'versions', '3.12.1', ...executable);
  place('pyenv', 'versions', 'named-environment', ...executable);
  const hosted = place('tools', 'Python', '3.13.0', process.arch, ...executable);
  mkdirSync(join(root, 'tools', 'Python', '3.14.0'));
  const env = { PYENV_ROOT: join(root, 'pyenv'), RUNNER_TOOL_CACHE: join(root, 'tools') };
  expect(await installedPythons({ env })).toEqual([recent, old, hosted]);
});

test('none where there are no such folders', async () => {
  expect(await installedPythons({ env: { HOME: join(root, 'nobody') } })).toEqual([]);
  expect(await installedPythons({ env: {} })).toEqual([]);
});
