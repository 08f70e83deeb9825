import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Setting, Surroundings } from './setting.js';

export interface Row {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** The tests that failed, by file and name. */
  readonly failures: readonly string[];
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).optional() }),
      ),
    }),
  ),
});

/** Runs the tests of a setting in its surroundings. `scratch` is a folder that its user may write to. */
export async function runTests(setting: Setting, around: Surroundings, scratch: string): Promise<Row> {
  const start = performance.now();
  const busy = Array.from({ length: around.loops ?? 0 }, () => spawn(around.node, ['-e', 'for (;;);']));
  try {
    const runs = [
      ...(setting.unit ? [['--project', 'unit']] : []),
      ...(setting.slow.length > 0 ? [['--project', 'integration', '--project', 'e2e', ...setting.slow]] : []),
    ];
    const rows: Row[] = [];
    for (const args of runs) rows.push(await vitest(args, around, scratch));
    const total = (count: (row: Row) => number) => rows.reduce((sum, row) => sum + count(row), 0);
    return {
      passed: total(({ passed }) => passed),
      failed: total(({ failed }) => failed),
      skipped: total(({ skipped }) => skipped),
      seconds: (performance.now() - start) / 1000,
      failures: rows.flatMap(({ failures }) => failures),
    };
  } finally {
    for (const loop of busy) loop.kill('SIGKILL');
  }
}

async function vitest(args: readonly string[], around: Surroundings, scratch: string): Promise<Row> {
  const folder = await mkdtemp(join(scratch, 'report-'));
  // The user of the tests writes into it.
  await chmod(folder, 0o777);
  const report = join(folder, 'report.json');
  const status = await ended(start(args, around, report));
  const text = await readFile(report, 'utf8').catch(() => null);
  // Vitest itself could not run.
  if (text === null) return { passed: 0, failed: 1, skipped: 0, seconds: 0, failures: [`exit code ${status}`] };
  const { testResults } = reportSchema.parse(JSON.parse(text));
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((one) => ({ ...one, file: name })),
  );
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status: one }) => one !== 'failed'),
  );
  const failures = [
    ...tests
      .filter((one) => one.status === 'failed')
      .map(({ file, fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages?.join('\n') ?? ''}`),
    ...broken.map(({ name, message }) => `${name}\n${message}`),
  ];
  return {
    passed: tests.filter((one) => one.status === 'passed').length,
    failed: failures.length,
    skipped: tests.filter((one) => one.status !== 'passed' && one.status !== 'failed').length,
    seconds: 0,
    failures,
  };
}

function start(args: readonly string[], around: Surroundings, report: string): ChildProcess {
  const { node, env, cwd, user, umask, vitest: extra = [] } = around;
  const command = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...args,
    ...extra,
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const before = process.umask(umask ?? process.umask());
  try {
    return spawn(node, command, {
      cwd,
      // Properties are tried with other values each time; a failure names the seed.
      env: { ...env, PROPERTY_SEED: String(randomInt(2 ** 31)) },
      stdio: ['ignore', 'ignore', 'inherit'],
      ...(user === undefined ? {} : { uid: user, gid: user }),
    });
  } finally {
    process.umask(before);
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
