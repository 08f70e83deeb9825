// `npm test [-- static unit integration e2e]`: everything that must pass before a change is merged, fast checks first.
// Ends with the slowest test files, what failed, and a line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countsInWords, sum } from './test/counts.js';
import { failuresInWords } from './test/failures.js';
import { REPORT } from './test/file-reporter.js';
import { runSteps, type Step } from './test/run-steps.js';
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
const wanted = (name: string) => only.length === 0 || only.includes(name);
const scratch = mkdtempSync(join(tmpdir(), 'portability-test-'));
const counts: Counts[] = [];
const files: TestFile[] = [];

function script(name: string, ...args: readonly string[]): string[] {
  return ['--import', 'tsx', `scripts/${name}.ts`, ...args];
}

/** The tests of vitest projects. They write the report that testsEnded reads. */
function tests(...projects: readonly string[]): Step {
  const reporters = ['--reporter=default', '--reporter=./scripts/test/file-reporter.ts'];
  const chosen = projects.flatMap((project) => ['--project', project]);
  return {
    title: `${projects.join(' and ')} tests`,
    args: ['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...reporters],
    env: { ...process.env, [REPORT]: reportOf(projects) },
  };
}

function reportOf(projects: readonly string[]): string {
  return join(scratch, `${projects.join('-')}.json`);
}

/** Counts them test by test. */
function testsEnded(projects: readonly string[], passed: boolean): void {
  const report = reportOf(projects);
  const found = existsSync(report) ? testFilesSchema.parse(JSON.parse(readFileSync(report, 'utf8'))) : [];
  files.push(...found);
  counts.push(countsOf(found, passed));
}

/** Whether a step passes that shows what it does meanwhile. */
function passes({ title, args, env = process.env }: Step): boolean {
  process.stdout.write(`\n── ${title}\n`);
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
}

function counted(passed: boolean): void {
  counts.push({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });
}

const STATIC: readonly Step[] = [
  { title: 'generated files are up to date', args: script('generate', '--check') },
  { title: 'locks match their adapters', args: script('lock', '--check') },
  { title: 'types of src and test', args: [TSC, '-p', 'test/tsconfig.json'] },
  { title: 'types of scripts', args: [TSC, '-p', 'scripts/tsconfig.json'] },
  { title: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { title: 'lint of Python', args: script('ruff') },
  { title: 'dist matches the sources', args: script('build', '--check-dist') },
];

try {
  counted(passes({ title: 'build', args: script('build') }));
  const fast = [...(wanted('static') ? STATIC : []), ...(wanted('unit') ? [tests('unit')] : [])];
  const passed = await runSteps(fast, availableParallelism(), (text) => process.stdout.write(text));
  if (wanted('unit')) testsEnded(['unit'], passed.pop() === true);
  for (const one of passed) counted(one);
  const slow = ['integration', 'e2e'].filter(wanted);
  if (slow.length > 0) testsEnded(slow, passes(tests(...slow)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const all = sum(counts);
process.stdout.write(`${slowestFiles(files)}${failuresInWords(files)}\n${countsInWords(all)}\n`);
process.exitCode = all.failed === 0 && all.passed > 0 ? 0 : 1;
