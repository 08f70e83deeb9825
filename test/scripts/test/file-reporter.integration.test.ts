import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { REPORT } from '../../../scripts/test/file-reporter.js';
import { testFilesSchema } from '../../../scripts/test/test-file.js';
import { scratchWith } from '../scratch.js';

const HEAD = `import { beforeAll, expect, test } from ${JSON.stringify(resolve('node_modules/vitest/dist/index.js'))};\n`;

test('a file counts with its hooks, and one that breaks is a failure', () => {
  const root = scratchWith({
    'slow.test.mjs': `${HEAD}beforeAll(() => new Promise((done) => setTimeout(done, 400)));
      test('a', () => {}); test.skip('b', () => {}); test('c', () => expect(1).toBe(2));`,
    'hook.test.mjs': `${HEAD}beforeAll(() => { throw new Error('no'); }); test('a', () => {});`,
    'broken.test.mjs': `${HEAD}throw new Error('no');`,
    'vitest.config.mjs': 'export default {};',
  });
  const report = join(root, 'report.json');
  const args = ['run', '--root', root, `--reporter=${resolve('scripts/test/file-reporter.ts')}`];
  const { status, stderr } = spawnSync(process.execPath, [resolve('node_modules/vitest/vitest.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, [REPORT]: report },
  });
  expect(status, stderr).toBe(1);
  const files = testFilesSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  const byPath = Object.fromEntries(files.map(({ path, ...rest }) => [path, rest]));
  expect(byPath['slow.test.mjs']?.counts).toEqual({ passed: 1, failed: 1, skipped: 1 });
  expect(byPath['slow.test.mjs']?.failures).toEqual([
    { test: 'c', message: expect.stringContaining('expected 1 to be 2') },
  ]);
  expect(byPath['hook.test.mjs']?.failures).toEqual([{ message: 'no' }]);
  expect(byPath['broken.test.mjs']?.failures).toEqual([{ message: 'no' }]);
  expect(byPath['slow.test.mjs']?.seconds).toBeGreaterThan(0.35);
  expect(byPath['hook.test.mjs']?.counts.failed).toBe(1);
  expect(byPath['broken.test.mjs']?.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
