import type { TestFile } from './test-file.js';

const MOST_LINES = 12;

/** Every failure again, at the end, where a long log is read first; empty when nothing failed. */
export function failuresInWords(files: readonly Pick<TestFile, 'path' | 'failures'>[]): string {
  const failures = files.flatMap(({ path, failures }) => failures.map((one) => ({ path, ...one })));
  if (failures.length === 0) return '';
  const told = failures.flatMap(({ path, test, message }) => [
    `${path}${test === undefined ? '' : ` > ${test}`}`,
    ...message
      .split('\n')
      .slice(0, MOST_LINES)
      .map((line) => `    ${line}`),
  ]);
  return ['\n── what failed', ...told, ''].join('\n');
}
