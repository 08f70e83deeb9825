// `npm test`: everything that must hold before a change lands, the fast things first. Ends with a line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'portability-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };

/** One step: a command that passes or fails as a whole. */
function step(title, script, ...args) {
  process.stdout.write(`\n── ${title}\n`);
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  counts[status === 0 ? 'passed' : 'failed']++;
  return status === 0;
}

/** One vitest project, counted test by test. */
function tests(project) {
  process.stdout.write(`\n── ${project} tests\n`);
  const report = join(scratch, `${project}.json`);
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { stdio: 'inherit' },
  );
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const brokenFiles = testResults.filter(
      ({ status: state, assertionResults }) => state === 'failed' && assertionResults.length === 0,
    ).length;
    counts.passed += numPassedTests;
    counts.failed += numFailedTests + brokenFiles;
    counts.skipped += numPendingTests;
    if (status !== 0 && numFailedTests + brokenFiles === 0) counts.failed++;
  } catch {
    counts.failed++;
  }
}

try {
  const only = process.argv.slice(2);
  const wanted = (name) => only.length === 0 || only.includes(name);
  if (wanted('static')) {
    step('generated files are fresh', 'scripts/generate.mjs', '--check');
    step('locks belong to their adapters', 'scripts/lock.mjs', '--check');
    step('types', 'node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json');
    step('lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
    step('lint of Python', 'scripts/ruff.mjs');
  }
  if (wanted('unit')) tests('unit');
  step('build', 'scripts/build.mjs');
  if (wanted('static')) step('dist is what the source builds', 'scripts/build.mjs', '--check-dist');
  if (wanted('integration')) tests('integration');
  if (wanted('e2e')) tests('e2e');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(
  `\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`,
);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
