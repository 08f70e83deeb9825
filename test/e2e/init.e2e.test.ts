/** A new repository: `portability init`, what it writes is checked and run, and GitHub accepts the workflows. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { buildDenseModel } from '../models/build-model.js';
import { portability, repository, run } from './cli.js';
import { denseRepository } from './dense-repository.js';
import { pypiProgram } from './pypi-program.js';

const execute = promisify(execFile);

let root = '';
beforeAll(async () => {
  const dense = await denseRepository({ model: 1, golden: 1 });
  root = await repository({
    ...dense,
    'exported/dense-fp16.onnx': buildDenseModel(1),
    'other.onnx': buildDenseModel(2),
  });
});

test('init, check and run are green on a tiny repository', async () => {
  const init = await portability(['init', '--forks'], root);
  expect(init).toMatchObject({ code: 0, stderr: '' });
  expect(init.stdout).toContain('wrote  portability.yml');
  await run('git', ['add', '--all'], root);
  const check = await portability(['check'], root);
  expect(check).toMatchObject({ code: 0, stdout: '2 models, 2 runtimes, 0 problems\n' });
  const gate = await portability(['run', '--verbose'], root);
  expect(gate.code, gate.stdout + gate.stderr).toBe(0);
  const again = await portability(['init', '--forks'], root);
  expect(again.code).toBe(0);
  expect(again.stdout.match(/^kept/gm)).toHaveLength(3);
});

test('GitHub and a security linter accept the workflows, of one job and of parts', async () => {
  const files = ['.github/workflows/portability.yml', '.github/workflows/portability-forks.yml'];
  const sharded = await repository({ 'a.onnx': buildDenseModel() });
  expect((await portability(['init', '--shards', '4'], sharded)).code).toBe(0);
  const all = [...files.map((path) => join(root, path)), join(sharded, files[0] ?? '')];
  const check = await pypiProgram('check-jsonschema==0.39.0', 'check-jsonschema');
  const { stdout } = await execute(check, ['--builtin-schema', 'vendor.github-workflows', ...all]);
  expect(stdout).toContain('ok');
  const zizmor = await pypiProgram('zizmor==1.32.0', 'zizmor');
  const args = ['--offline', '--persona', 'pedantic', '--format', 'json', '--no-exit-codes'];
  const found: { ident: string }[] = JSON.parse((await execute(zizmor, [...args, ...all])).stdout);
  // A release names itself by its tag: its commit does not exist yet when it is made.
  expect(new Set(found.map(({ ident }) => ident))).toEqual(new Set(['unpinned-uses']));
});
