/** A matrix in parts as a user has it: one line of a workflow, under a runner, with GitHub's interface on loopback. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDenseModel } from '../models/build-model.js';
import { patient } from './cli.js';
import type { Files } from './dense-repository.js';
import { pullRequestRuns } from './pull-request-runs.js';

/** As docs/many-machines.md shows it. */
const CALLER = /As one line in a workflow:\n\n```yaml\n([\s\S]*?)```/.exec(
  await readFile('docs/many-machines.md', 'utf8'),
)?.[1];

const runs = pullRequestRuns();
const { run, change } = runs;
const body = () => runs.bodies()[0] ?? '';

function repository(files: Files, shards: number): Promise<string> {
  const caller = CALLER?.replace('shards: 4', `shards: ${shards}`) ?? '';
  return runs.repository({ ...files, '.github/workflows/portability.yml': caller });
}

/** Three models, so that three parts have one each. */
const MODELS = (config: string): Files => ({
  ...runs.green,
  'models/second.onnx': buildDenseModel(2),
  'models/third.onnx': buildDenseModel(3),
  'portability.yml': patient(`comment: always\n${config}`),
});

test('three parts, one of them lost, then run again, then a broken configuration: one comment that says what is so', async () => {
  const root = await repository(MODELS('runtimes: [onnxruntime-node, onnxruntime-web]\n'), 3);
  const lost = await run(root, { run: 100, env: { STAND_IN_LOST: '2/3' } });
  expect(lost.exitCode, lost.log).toBe(1);
  expect(runs.github.comments).toHaveLength(1);
  expect(body()).toContain('### 🔥 Portability: 1 model could not be judged (2 of 6 cells)');
  expect(body()).toMatch(/part 2\/3 on linux-x64 delivered no result/);
  expect((await readdir(join(runs.folder, 'store-100'))).sort()).toEqual(
    [1, 3].map((part) => `portability-shard-linux-x64-${part}-of-3-attempt-1`),
  );

  // "Re-run failed jobs": only the lost part runs again on GitHub; here all of them do, as a second attempt.
  const again = await run(root, { run: 100, attempt: 2 });
  expect(again.exitCode, again.log).toBe(0);
  expect(runs.github.comments).toHaveLength(1);
  expect(body()).toContain('### ✅ Portability: all 6 cells pass');

  await change(root, { 'portability.yml': 'runtime: [onnxruntime-node]\n' });
  const broken = await run(root);
  expect(broken.exitCode).toBe(1);
  expect(runs.github.comments).toHaveLength(1);
  expect(body()).toContain('### 🔥 Portability: the run stopped');
  // What is wrong, and not only that something is.
  expect(body()).toMatch(/portability\.yml:&#8203;1: unknown key &#34;runtime&#34;/);
});

test('two platforms: a result that one of them computes otherwise is drift across platforms', async () => {
  const config = 'runtimes: [onnxruntime-web]\nplatforms: [linux-x64, linux-arm64]\n';
  const root = await repository({ ...runs.green, 'portability.yml': patient(`comment: always\n${config}`) }, 1);
  const same = await run(root);
  expect(same.exitCode, same.log).toBe(0);
  expect(body()).toContain('### ✅ Portability: both cells pass');
  expect(body()).toContain('onnxruntime-web (linux-arm64)');

  const altered = await run(root, { env: { STAND_IN_ALTERED: 'linux-arm64' } });
  expect(altered.exitCode).toBe(1);
  expect(runs.github.comments).toHaveLength(1);
  expect(body()).toMatch(/### ❌ Portability: 1 model drifts \(1 of 2 cells\)/);
  expect(body()).toContain('Drift across platforms');
});

test('two configurations of a monorepo in one workflow: each has its parts, its comment and commands for its folder', async () => {
  const below = (place: string, files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`${place}/${path}`, content]));
  const config = { 'portability.yml': patient('comment: always\nruntimes: [onnxruntime-node]\n') };
  const [head = '', job = ''] = (CALLER ?? '').split('jobs:\n');
  const jobs = ['eyes', 'ears'].map((name) =>
    job
      .replace('portability:', `${name}:`)
      .replace('{ shards: 4 }', `{ shards: 1, working-directory: services/${name} }`),
  );
  const root = await runs.repository({
    ...below('services/eyes', { ...runs.red, ...config }),
    ...below('services/ears', { ...runs.green, ...config }),
    '.github/workflows/portability.yml': `${head}jobs:\n${jobs.join('')}`,
  });
  const ended = await run(root);
  expect(ended.exitCode, ended.log).toBe(1);
  const bodies = runs.bodies().sort();
  expect(bodies).toEqual([
    expect.stringContaining('### ✅ Portability (services/ears): the only cell passes'),
    expect.stringContaining('### ❌ Portability (services/eyes): 1 model drifts'),
  ]);
  expect(bodies[1]).toMatch(/^cd services\/eyes && npx --yes model-portability-gate@\S+ explain models\/dense /m);
  expect(ended.log).toContain('file=services/eyes/models/dense.onnx');
});
