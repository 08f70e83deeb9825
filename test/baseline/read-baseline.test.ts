import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockText } from '../../src/baseline/lock-text.js';
import { readBaseline } from '../../src/baseline/read-baseline.js';
import { writeBaseline } from '../../src/baseline/write-baseline.js';
import { UserError } from '../../src/errors.js';
import { approvalOf, baselineOf } from './lock.js';

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'baseline-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('no file is an empty baseline', async () => {
  const folder = await freshFolder();
  expect(await readBaseline(folder)).toEqual({ path: 'portability.lock.json', exists: false, baseline: baselineOf() });
});

test('what is written is read, also in a folder that is not there yet, and nothing is left beside it', async () => {
  const folder = await freshFolder();
  const baseline = baselineOf({ approvals: [approvalOf()] });
  await writeBaseline(folder, 'ci/lock.json', baseline);
  await writeBaseline(folder, 'ci/lock.json', baseline);
  expect(await readBaseline(folder, 'ci/lock.json')).toEqual({ path: 'ci/lock.json', exists: true, baseline });
  expect(await readdir(join(folder, 'ci'))).toEqual(['lock.json']);
  expect(await readFile(join(folder, 'ci/lock.json'), 'utf8')).toBe(lockText(baseline));
});

test('a link, a folder and a broken file are the user’s mistakes', async () => {
  const folder = await freshFolder();
  await writeFile(join(folder, 'real.json'), lockText(baselineOf()));
  await symlink('real.json', join(folder, 'portability.lock.json'));
  await expect(readBaseline(folder)).rejects.toThrow('portability.lock.json: the baseline is a symbolic link');
  await expect(readBaseline(folder, '.')).rejects.toThrow('is not a regular file');
  await writeFile(join(folder, 'broken.json'), '{');
  await expect(readBaseline(folder, 'broken.json')).rejects.toThrow(UserError);
});

test('a baseline that does not fit its schema is not written, and the one that is there stays', async () => {
  const folder = await freshFolder();
  await writeBaseline(folder, 'lock.json', baselineOf());
  await expect(
    writeBaseline(folder, 'lock.json', baselineOf({ approvals: [approvalOf({ reason: '' })] })),
  ).rejects.toThrow();
  expect((await readBaseline(folder, 'lock.json')).baseline).toEqual(baselineOf());
});
