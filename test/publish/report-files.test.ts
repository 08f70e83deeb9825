import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reportFiles } from '../../src/publish/report-files.js';

const TEXTS = { results: '{}', html: '<p>', markdown: '#', junit: '<testsuites/>', sarif: '{}', badge: '{}' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('two runs in one job keep a folder each', async () => {
  const first = await reportFiles(folder, TEXTS);
  const second = await reportFiles(folder, TEXTS);
  expect(first.html).toBe(join(folder, 'portability-report', 'report.html'));
  expect(second.html).toBe(join(folder, 'portability-report-2', 'report.html'));
  expect(await readFile(second.results, 'utf8')).toBe('{}');
});

test('does not write through a link that was planted', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  await symlink(elsewhere, join(folder, 'portability-report'));
  await reportFiles(folder, TEXTS);
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(elsewhere, { recursive: true });
});
