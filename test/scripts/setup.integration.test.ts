import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { programs, scratchWith } from './scratch.js';

const LOCK = 'package-lock.json';
const INSTALLED = 'node_modules/.package-lock.json';

function setup(cwd: string): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [resolve('scripts/setup.mjs')], { cwd, encoding: 'utf8' });
}

describe.skipIf(process.platform === 'win32')('with an npm that says what it was asked for', () => {
  test.each([
    ['are missing', {}, null],
    ['are older than the lock', { [INSTALLED]: '' }, 1000],
  ])('packages that %s are installed, and none runs a script', (_, files, age) => {
    programs({ npm: 'echo "$@" > asked' });
    const folder = scratchWith({ [LOCK]: '', ...files });
    if (age !== null) utimesSync(join(folder, INSTALLED), age, age);
    expect(setup(folder).status).toBe(0);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/^ci --ignore-scripts /);
  });

  test('packages as the lock has them are left alone', () => {
    programs({ npm: 'echo "$@" > asked' });
    const folder = scratchWith({ [LOCK]: '', [INSTALLED]: '' });
    utimesSync(join(folder, LOCK), 1000, 1000);
    expect(setup(folder).status).toBe(0);
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });

  test('an npm that fails is exit code 3, with what to look at', () => {
    programs({ npm: 'exit 1' });
    const { status, stderr } = setup(scratchWith({ [LOCK]: '' }));
    expect(status).toBe(3);
    expect(stderr).toContain('.npmrc');
  });
});
