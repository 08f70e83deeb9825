import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobSummary, SUMMARY_LIMIT } from '../../src/publish/job-summary.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'summary-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('appends to what the step has written, and counts it', async () => {
  const file = join(folder, 'summary');
  await writeFile(file, 'before\n');
  let given = 0;
  await jobSummary(file, (budget) => {
    given = budget;
    return 'after';
  });
  expect(await readFile(file, 'utf8')).toBe('before\nafter\n');
  expect(given).toBe(SUMMARY_LIMIT - 7 - 1);
});

test.each([
  [0, true],
  [SUMMARY_LIMIT - 1, true],
  [SUMMARY_LIMIT, false],
  [SUMMARY_LIMIT * 10, false],
])('a text of %i bytes is written: %s', async (bytes, written) => {
  const file = join(folder, 'summary');
  const outcome = await jobSummary(file, () => 'x'.repeat(bytes)).then(
    () => true,
    (error) => !(error instanceof RangeError),
  );
  expect(outcome).toBe(written);
  const size = await readFile(file).then(
    ({ length }) => length,
    () => 0,
  );
  expect(size).toBe(written ? bytes + 1 : 0);
});

test('counts bytes, not characters', async () => {
  await expect(jobSummary(join(folder, 'summary'), () => '🟡'.repeat(SUMMARY_LIMIT / 4))).rejects.toThrow(RangeError);
});
