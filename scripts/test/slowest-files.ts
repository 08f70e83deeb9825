import type { TestFile } from './test-file.js';

const MOST = 15;

/** The slowest test files with their seconds; empty when nothing was run. */
export function slowestFiles(files: readonly Pick<TestFile, 'path' | 'seconds'>[]): string {
  if (files.length === 0) return '';
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds || (a.path < b.path ? -1 : 1)).slice(0, MOST);
  const lines = slowest.map(({ path, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${path}`);
  return ['\n── slowest test files', ...lines, ''].join('\n');
}
