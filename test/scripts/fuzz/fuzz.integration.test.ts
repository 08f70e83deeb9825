import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { filesWithProperties } from '../../../scripts/fuzz/files-with-properties.js';

const fuzz = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/fuzz.ts', ...args], { encoding: 'utf8' });

test('the properties of a file are tried, one seed after another', () => {
  const { status, stdout } = fuzz('--rounds', '2', '--seed', '7', 'test/golden/npy.test.ts');
  expect(stdout).toMatch(/^seed 7: Tests +\d+ passed \(\d+\)\nseed 8: .*\n2 rounds over 1 file, 0 failures\n$/);
  expect(status).toBe(0);
});

test('a round in which nothing passes is a failure, with its seed', () => {
  const { status, stdout } = fuzz('--rounds', '2', 'test/no-such-file.test.ts');
  expect(stdout).toContain('seed 2 fails');
  expect(status).toBe(1);
});

test('without files, those of the unit tests that state properties', () => {
  const files = filesWithProperties('test');
  expect(files).toContain('test/golden/npy.test.ts');
  expect(files.filter((path) => /integration|e2e/.test(path))).toEqual([]);
});
