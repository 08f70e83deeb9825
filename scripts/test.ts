// `npm test [-- static unit integration e2e]`: everything that must pass before a change is merged, fast checks first.
// Ends with the slowest test files, what failed, and a line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countsInWords, sum } from './test/counts.js';
import { failuresInWords } from './test/failures.js';
import { REPORT } from './test/file-reporter.js';
import { slowestFiles } from './test/slowest-files.js';
import { countsOf, type TestFile, testFilesSchema } from './test/test-file.js';

const TSC = 'node_modules/typescript/bin/tsc';
const STAGES = ['static', 'unit', 'integration', 'e2e'];
const only = process.argv.slice(2);
const unknown = only.filter((name) => !STAGES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such stage: ${unknown.join(', ')}. Usage: npm test [-- ${STAGES.join(' ')}]\n`);
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'portability-test-'));
const counts: Counts[] = [];
const files: TestFile[] = [];

/** One step: a program of Node.js that passes or fails as a whole. */
function step(title: string, ...args: readonly string[]): void {
  const passed = run(title, args);
  counts.push({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });
}

/** One vitest project, counted test by test. */
function tests(project: string): void {
  const report = join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=./scripts/test/file-reporter.ts'];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters];
  const passed = run(`${project} tests`, args, { ...process.env, [REPORT]: report });
  const found = existsSync(report) ? testFilesSchema.parse(JSON.parse(readFileSync(report, 'utf8'))) : [];
  files.push(...found);
  counts.push(countsOf(found, passed));
}

/** Whether the program succeeds. */
function run(title: string, args: readonly string[], env = process.env): boolean {
  process.stdout.write(`\n── ${title}\n`);
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
}

function script(name: string, ...args: readonly string[]): string[] {
  return ['--import', 'tsx', `scripts/${name}.ts`, ...args];
}

try {
  const wanted = (name: string) => only.length === 0 || only.includes(name);
  if (wanted('static')) {
    step('generated files are up to date', ...script('generate', '--check'));
    step('locks match their adapters', ...script('lock', '--check'));
    step('types of src and test', TSC, '-p', 'test/tsconfig.json');
    step('types of scripts', TSC, '-p', 'scripts/tsconfig.json');
    step('lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
    step('lint of Python', ...script('ruff'));
  }
  if (wanted('unit')) tests('unit');
  step('build', ...script('build'));
  if (wanted('static')) step('dist matches the sources', ...script('build', '--check-dist'));
  if (wanted('integration')) tests('integration');
  if (wanted('e2e')) tests('e2e');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const all = sum(counts);
process.stdout.write(`${slowestFiles(files)}${failuresInWords(files)}\n${countsInWords(all)}\n`);
process.exitCode = all.failed === 0 && all.passed > 0 ? 0 : 1;
