import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPackages, parseNpmRequirement } from '../../src/environments/find-packages.js';
import { pruneBinaries } from '../../src/environments/prune-binaries.js';
import { freshFolder } from './host.js';

async function packageIn(folder: string, name: string, version: string): Promise<void> {
  await mkdir(join(folder, 'node_modules', name), { recursive: true });
  await writeFile(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
}

test('packages are found in the nearest folder that has all of them in the right version', async () => {
  const root = await freshFolder();
  await packageIn(root, '@scope/one', '1.0.0');
  await packageIn(root, 'two', '2.0.0');
  await packageIn(join(root, 'inner'), 'two', '2.1.0');
  const pins = (...requirements: string[]) => requirements.map(parseNpmRequirement);
  const start = join(root, 'inner', 'lib');
  expect(await findPackages(start, pins('@scope/one@1.0.0', 'two@2.0.0'))).toBe(root);
  expect(await findPackages(start, pins('two@2.1.0'))).toBe(join(root, 'inner'));
  expect(await findPackages(start, pins('two@3.0.0'))).toBeNull();
});

test('a requirement without a version is a fault of the adapter', () => {
  expect(parseNpmRequirement('@scope/one@1.0.0')).toEqual({ name: '@scope/one', version: '1.0.0' });
  expect(() => parseNpmRequirement('@scope/one')).toThrow('not of the form');
});

test('add-ons of other platforms go, everything else stays', async () => {
  const root = await freshFolder();
  const bin = join(root, 'ort', 'bin', 'napi-v6');
  for (const place of ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64'])
    await mkdir(join(bin, place), { recursive: true });
  await mkdir(join(root, 'other', 'napi-v6', 'win32'), { recursive: true });
  await pruneBinaries(root, 'linux', 'x64');
  expect(await readdir(bin)).toEqual(['linux']);
  expect(await readdir(join(bin, 'linux'))).toEqual(['x64']);
  expect(await readdir(join(root, 'other', 'napi-v6'))).toEqual(['win32']);
});
