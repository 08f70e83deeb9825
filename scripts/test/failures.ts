import type { TestFile } from './test-file.js';

/** A message may begin with all that a program wrote, and end with what was expected of it. */
const FIRST = 6;
const LAST = 8;

/** Every failure again, at the end, where a long log is read first; empty when nothing failed. */
export function failuresInWords(files: readonly Pick<TestFile, 'path' | 'failures'>[]): string {
  const failures = files.flatMap(({ path, failures }) => failures.map((one) => ({ path, ...one })));
  if (failures.length === 0) return '';
  const told = failures.flatMap(({ path, test, message }) => [
    `${path}${test === undefined ? '' : ` > ${test}`}`,
    ...shortened(message.split('\n')).map((line) => `    ${line}`),
  ]);
  return ['\n── what failed', ...told, ''].join('\n');
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= FIRST + LAST + 1 ? lines : [...lines.slice(0, FIRST), '…', ...lines.slice(-LAST)];
}
