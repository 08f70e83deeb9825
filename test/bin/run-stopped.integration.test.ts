/** Reports of runs that did not come to an end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { supervisionVariables } from '../../src/host/supervision.js';
import { resultsSchema } from '../../src/results/schema.js';

function ran(program: string, config: string, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stopped-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'portability.yml'), config);
  // Of an earlier run, which must not be taken for this one's.
  writeFileSync(join(folder, 'out.json'), '{}');
  const args = [resolve('lib/bin', program), 'run', '--json', 'out.json'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, results: resultsSchema.parse(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))) };
}

test('a run that is interrupted before it knows what there is to run says so in its reports', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'scratch-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const ended = supervisionVariables({ scratch, ended: { signal: 'SIGTERM', asked: true } });
  const { status, stdout, results } = ran('program.js', 'runtimes: [onnxruntime-node]\n', ended);
  expect(status).toBe(143);
  expect(stdout).toBe('');
  expect(results).toMatchObject({ verdict: 'error', models: [], cells: [] });
  expect(results.stopped?.what).toBe('interrupted by SIGTERM; all workers were stopped');
});

test('a run of a configuration that is wrong says so in its reports', () => {
  const { status, results } = ran('cli.js', 'runtimes: [no-such-runtime]\n');
  expect(status).toBe(2);
  expect(results.verdict).toBe('error');
  expect(results.stopped?.what).toContain('no-such-runtime');
});
