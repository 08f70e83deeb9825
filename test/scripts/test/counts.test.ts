import { expect, test } from 'vitest';
import { countsInWords, sum } from '../../../scripts/test/counts.js';
import { failuresInWords } from '../../../scripts/test/failures.js';
import { slowestFiles } from '../../../scripts/test/slowest-files.js';
import { countsOf } from '../../../scripts/test/test-file.js';

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test('the closing line names what was skipped only where something was', () => {
  expect(countsInWords(sum([counts(1, 0, 0), counts(2, 1, 0)]))).toBe('3 passed, 1 failed');
  expect(countsInWords(counts(3, 0, 2))).toBe('3 passed, 0 failed, 2 skipped');
  expect(sum([])).toEqual(counts(0, 0, 0));
});

test.each([
  ['all is well', [counts(3, 0, 1)], true, counts(3, 0, 1)],
  ['tests fail', [counts(3, 2, 0)], false, counts(3, 2, 0)],
  ['something fails outside of all tests', [counts(3, 0, 0)], false, counts(3, 1, 0)],
  ['nothing was written', [], false, counts(0, 1, 0)],
])('%s', (_, files, passed, all) => {
  expect(
    countsOf(
      files.map((one) => ({ counts: one })),
      passed,
    ),
  ).toEqual(all);
});

test('the slowest files come first, not more than fifteen', () => {
  const files = Array.from({ length: 20 }, (_, i) => ({ path: `${i}.test.ts`, seconds: i === 3 ? 120.04 : i / 10 }));
  const lines = slowestFiles(files).trim().split('\n');
  expect(lines.slice(0, 3)).toEqual(['── slowest test files', '   120.0 s  3.test.ts', '     1.9 s  19.test.ts']);
  expect(lines).toHaveLength(16);
  expect(slowestFiles([])).toBe('');
});

test('what failed is told again, each failure with the start and the end of its message', () => {
  const message = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
  const told = failuresInWords([
    { path: 'a.test.ts', failures: [{ test: 'suite > adds', message }] },
    { path: 'b.test.ts', failures: [] },
    { path: 'c.test.ts', failures: [{ message: 'no such module' }] },
  ]);
  expect(told.trim().split('\n').slice(0, 3)).toEqual(['── what failed', 'a.test.ts > suite > adds', '    line 0']);
  expect(told.trim().split('\n').slice(7, 10)).toEqual(['    line 5', '    …', '    line 12']);
  expect(told.trim().split('\n').slice(-3)).toEqual(['    line 19', 'c.test.ts', '    no such module']);
  expect(failuresInWords([{ path: 'b.test.ts', failures: [] }])).toBe('');
});
