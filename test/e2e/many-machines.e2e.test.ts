/** A matrix in parts as a user has it: one line of a workflow, under a runner, with GitHub's interface on loopback. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { buildDenseModel } from '../models/build-model.js';
import { installAct, makeRepository } from './act.js';
import { patient } from './cli.js';
import { denseRepository, type Files } from './dense-repository.js';
import {
  copyActions,
  pullRequestEvent,
  runWorkflows,
  type WorkflowsEnded,
  type WorkflowsRun,
} from './run-workflows.js';

/** As docs/many-machines.md shows it. */
const CALLER = /As one line in a workflow:\n\n```yaml\n([\s\S]*?)```/.exec(
  await readFile('docs/many-machines.md', 'utf8'),
)?.[1];
const HEAD = 'a'.repeat(40);

let act: string;
let actions: string;
let dense: Files;
let folder: string;
let github: FakeGithub;
let runs = 0;

beforeAll(async () => {
  act = await installAct();
  actions = await mkdtemp(join(tmpdir(), 'actions-'));
  await copyActions(actions);
  dense = await denseRepository({ model: 1, golden: 1 });
  return () => rm(actions, { recursive: true, force: true });
});
beforeEach(async () => {
  github = await fakeGithub();
  github.heads.newest = HEAD;
  folder = await mkdtemp(join(tmpdir(), 'many-'));
});
afterEach(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
  expect(github.violations).toEqual([]);
});

/** Three models, so that three parts have one each. */
const MODELS = (config: string): Files => ({
  ...dense,
  'models/second.onnx': buildDenseModel(2),
  'models/third.onnx': buildDenseModel(3),
  'portability.yml': patient(`comment: always\n${config}`),
});

async function repository(files: Files, shards: number): Promise<string> {
  const root = await mkdtemp(join(folder, 'repository-'));
  const caller = CALLER?.replace('shards: 4', `shards: ${shards}`) ?? '';
  await makeRepository(root, { ...files, '.github/workflows/portability.yml': caller });
  return root;
}

async function run(root: string, more: Partial<WorkflowsRun> = {}): Promise<WorkflowsEnded> {
  const number = more.run ?? ++runs;
  return runWorkflows({
    ...{ act, actions, repository: root, eventName: 'pull_request', event: pullRequestEvent(HEAD), apiUrl: github.url },
    ...{ cache: join(folder, 'cache'), run: number, store: join(folder, `store-${number}`) },
    ...more,
  });
}

const body = (): string => github.comments[0]?.body ?? '';

test('three parts, one of them lost, then run again, then a broken configuration: one comment that says what is so', async () => {
  const root = await repository(MODELS('runtimes: [onnxruntime-node, onnxruntime-web]\n'), 3);
  const lost = await run(root, { run: 100, env: { STAND_IN_LOST: '2/3' } });
  expect(lost.exitCode, lost.log).toBe(1);
  expect(github.comments).toHaveLength(1);
  expect(body()).toContain('### 🔥 Portability: 1 model could not be judged (2 of 6 cells)');
  expect(body()).toMatch(/part 2\/3 on linux-x64 delivered no result/);
  expect((await readdir(join(folder, 'store-100'))).sort()).toEqual(
    [1, 3].map((part) => `portability-shard-linux-x64-${part}-of-3-attempt-1`),
  );

  // "Re-run failed jobs": only the lost part runs again on GitHub; here all of them do, as a second attempt.
  const again = await run(root, { run: 100, attempt: 2 });
  expect(again.exitCode, again.log).toBe(0);
  expect(github.comments).toHaveLength(1);
  expect(body()).toContain('### ✅ Portability: all 6 cells pass');

  await writeFile(join(root, 'portability.yml'), 'runtime: [onnxruntime-node]\n');
  const broken = await run(root);
  expect(broken.exitCode).toBe(1);
  expect(github.comments).toHaveLength(1);
  expect(body()).toContain('### 🔥 Portability: the run stopped');
});

test('two platforms: a result that one of them computes otherwise is drift across platforms', async () => {
  const config = 'runtimes: [onnxruntime-web]\nplatforms: [linux-x64, linux-arm64]\n';
  const root = await repository({ ...dense, 'portability.yml': patient(`comment: always\n${config}`) }, 1);
  const same = await run(root);
  expect(same.exitCode, same.log).toBe(0);
  expect(body()).toContain('### ✅ Portability: both cells pass');
  expect(body().replaceAll('<wbr>', '')).toContain('onnxruntime-web (linux-arm64)');

  const altered = await run(root, { env: { STAND_IN_ALTERED: 'linux-arm64' } });
  expect(altered.exitCode).toBe(1);
  expect(github.comments).toHaveLength(1);
  expect(body()).toMatch(/### ❌ Portability: 1 model drifts \(1 of 2 cells\)/);
  expect(body()).toContain('Drift across platforms');
});

test('two configurations of a monorepo in one workflow: each has its parts, its comment and commands for its folder', async () => {
  const below = (place: string, files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`${place}/${path}`, content]));
  const config = { 'portability.yml': patient('comment: always\nruntimes: [onnxruntime-node]\n') };
  const red = await denseRepository({ model: 2, golden: 1 });
  const [head = '', job = ''] = (CALLER ?? '').split('jobs:\n');
  const jobs = ['eyes', 'ears'].map((name) =>
    job
      .replace('portability:', `${name}:`)
      .replace('{ shards: 4 }', `{ shards: 1, working-directory: services/${name} }`),
  );
  const root = await mkdtemp(join(folder, 'repository-'));
  await makeRepository(root, {
    ...below('services/eyes', { ...red, ...config }),
    ...below('services/ears', { ...dense, ...config }),
    '.github/workflows/portability.yml': `${head}jobs:\n${jobs.join('')}`,
  });
  const ended = await run(root);
  expect(ended.exitCode, ended.log).toBe(1);
  const bodies = github.comments.map((comment) => comment.body.replaceAll('<wbr>', '')).sort();
  expect(bodies).toEqual([
    expect.stringContaining('### ✅ Portability (services/ears): the only cell passes'),
    expect.stringContaining('### ❌ Portability (services/eyes): 1 model drifts'),
  ]);
  expect(bodies[1]).toMatch(/^cd services\/eyes && npx --yes model-portability-gate@\S+ explain models\/dense /m);
  expect(ended.log).toContain('file=services/eyes/models/dense.onnx');
});
