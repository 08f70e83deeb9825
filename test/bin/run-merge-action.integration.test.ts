import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runMergeAction } from '../../src/bin/run-merge-action.js';
import type { ShardPart, WholeMatrix } from '../../src/results/schema.js';
import { leaveStop } from '../../src/shards/stopped-parts.js';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { modelOf, passing, resultsOf, runtimeOf } from '../report/results-builder.js';

const HEAD = 'a'.repeat(40);
let github: FakeGithub;
let root = '';
beforeEach(async () => {
  github = await fakeGithub();
  root = await mkdtemp(join(tmpdir(), 'merge-action-'));
  await writeFile(
    join(root, 'event.json'),
    JSON.stringify({
      pull_request: {
        number: 7,
        head: { sha: HEAD, repo: { full_name: 'acme/models' } },
        base: { ref: 'main', sha: 'b'.repeat(40) },
      },
    }),
  );
  github.heads.newest = HEAD;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await github.close();
  await rm(root, { recursive: true, force: true });
  expect(github.violations).toEqual([]);
});

const SHARDS: ShardPart[] = ['a', 'b'].map((model, index) => ({
  platform: 'linux-x64',
  index: index + 1,
  of: 2,
  models: [model],
  runtimes: ['ort'],
  seconds: 1,
}));

/** What the job of this part would leave, in a folder of artifacts. */
async function deliver(
  artifacts: string,
  index: number,
  config: string | null,
  more: Partial<WholeMatrix> & { readonly in?: string } = {},
): Promise<void> {
  const [first, second] = SHARDS as [ShardPart, ShardPart];
  const { in: name = 'part', ...about } = more;
  const shard = index === 0 ? first : second;
  const results = resultsOf({
    models: shard.models.map((id) => modelOf(id)),
    runtimes: [runtimeOf('ort', 'ORT', '1.0')],
    cells: shard.models.map((model) => passing(model, 'ort', 0.5)),
  });
  const whole = {
    digest: 'one run',
    shards: SHARDS,
    models: ['a', 'b'].map((id) => ({ id, forms: modelOf(id).forms, signature: modelOf(id).signature })),
    runtimes: [runtimeOf('ort', 'ORT', '1.0')],
    failOn: 'drift',
    comment: 'always',
    run: { config, baseline: 'portability.lock.json' },
    ...about,
  };
  const folder = join(artifacts, `${name}-${index}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'results.json'),
    JSON.stringify({
      ...results,
      platform: { ...results.platform, os: 'linux', arch: 'x64' },
      part: { shard, attempt: 1, whole },
    }),
  );
}

/** Runs the step; returns its outputs and its summary. */
async function merge(
  artifacts: string,
  run: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<{ readonly outputs: string; readonly summary: string }> {
  const [outputs, summary] = [join(root, `outputs-${run}`), join(root, `summary-${run}`)];
  await Promise.all([outputs, summary].map((file) => writeFile(file, '')));
  const env = {
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(root, 'event.json'),
    GITHUB_OUTPUT: outputs,
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_RUN_ID: String(run),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: root,
    RUNNER_TEMP: root,
    INPUT_FOLDERS: artifacts,
    INPUT_TOKEN: 'secret-token',
    INPUT_UPLOAD: 'never',
    ...inputs,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runMergeAction('.');
  return { outputs: await readFile(outputs, 'utf8'), summary: await readFile(summary, 'utf8') };
}

test.each([null, '.github/portability.yml'])(
  'with the configuration %j a merge of nothing says so in the comment that was green',
  async (config) => {
    const artifacts = join(root, 'artifacts');
    await deliver(artifacts, 0, config);
    await deliver(artifacts, 1, config);
    const green = await merge(artifacts, 1);
    expect(process.exitCode).toBe(0);
    expect(green.outputs).toMatch(/^verdict<<(\S+)\npass\n\1$/m);
    expect(github.comments[0]?.body).toContain('### ✅ Portability: both cells pass');

    const stopped = await merge(join(root, 'nothing'), 2);
    expect(process.exitCode).toBe(2);
    expect(stopped.outputs).toMatch(/^verdict<<(\S+)\nerror\n\1$/m);
    expect(stopped.summary).toContain('### 🔥 Portability: the run stopped');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('### 🔥 Portability: the run stopped');
  },
);

test('half of what a part delivered is that part missing, not the end of the merge', async () => {
  const artifacts = join(root, 'artifacts');
  await deliver(artifacts, 0, null);
  await deliver(artifacts, 1, null);
  const file = join(artifacts, 'part-1', 'results.json');
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 500));
  const { summary } = await merge(artifacts, 1);
  expect(process.exitCode).toBe(3);
  expect(summary).toContain('part 2/2 on linux-x64 delivered no result');
});

test('of the matrices of one run, each merge joins its own and has its own comment, with commands for its folder', async () => {
  const artifacts = join(root, 'artifacts');
  for (const folder of ['', 'services/eyes'])
    for (const index of [0, 1]) {
      const run = { config: null, baseline: 'portability.lock.json', ...(folder === '' ? {} : { folder }) };
      await deliver(artifacts, index, null, { digest: `run in ${folder}`, run, in: folder === '' ? 'root' : 'eyes' });
    }
  await merge(artifacts, 1, { 'INPUT_WORKING-DIRECTORY': '' });
  await merge(artifacts, 1, { 'INPUT_WORKING-DIRECTORY': './services/eyes/' });
  expect(process.exitCode).toBe(0);
  expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
    '<!-- portability-gate: portability.yml/parts -->',
    '<!-- portability-gate: services/eyes/portability.yml/parts -->',
  ]);
  // Red, as a part is missing: the command says where to run it.
  await rm(join(artifacts, 'eyes-1'), { recursive: true });
  await merge(artifacts, 2, { 'INPUT_WORKING-DIRECTORY': 'services/eyes' });
  expect(github.comments).toHaveLength(2);
  expect(github.comments[1]?.body).toMatch(
    /^cd services\/eyes && npx --yes model-portability-gate@\S+ run --runtimes ort b$/m,
  );
  // None of its parts: those of the other are not taken for them.
  await rm(join(artifacts, 'eyes-0'), { recursive: true });
  const { summary } = await merge(artifacts, 3, { 'INPUT_WORKING-DIRECTORY': 'services/eyes' });
  expect(process.exitCode).toBe(2);
  expect(summary).toContain('run stopped');
  expect(github.comments[1]?.body).toContain('### 🔥 Portability (services/eyes): the run stopped');
  expect(github.comments[0]?.body).toContain('### ✅');
});

test('annotations of a merge lead to files from the root of the repository', async () => {
  const artifacts = join(root, 'artifacts');
  const run = { config: null, baseline: 'portability.lock.json', folder: 'services/eyes' };
  await deliver(artifacts, 0, null, { run });
  const written = vi.spyOn(process.stdout, 'write');
  await merge(artifacts, 1);
  expect(written.mock.calls.join('')).toMatch(/::error title=[^\n]*,file=services\/eyes\/models\/b\.onnx::/);
});

test('a part that stopped says why: in its cells, and in the comment when no part has delivered', async () => {
  const artifacts = join(root, 'artifacts');
  const stop = {
    source: 'portability.yml',
    attempt: 1,
    stopped: { what: 'unknown key `runtime`', where: 'portability.yml:1' },
  };
  await leaveStop(join(artifacts, 'plan'), { ...stop, part: null });
  const none = await merge(artifacts, 1);
  expect(process.exitCode).toBe(2);
  expect(none.outputs).toMatch(/verdict<<\S+\nerror/);
  expect(github.comments[0]?.body).toContain('unknown key <code>runtime</code>');
  expect(github.comments[0]?.body).toContain('portability.yml:&#8203;1: unknown key');

  const parts = join(root, 'parts');
  await deliver(parts, 0, null);
  const full = { what: 'No space left on device', next: 'free some' };
  await leaveStop(join(parts, 'two'), { ...stop, part: 'part 2/2 on linux-x64', stopped: full });
  await merge(parts, 2);
  expect(process.exitCode).toBe(3);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('No space left on device');
  expect(github.comments[0]?.body).not.toContain('its job was cancelled');
});

test('the reason of another matrix is not taken', async () => {
  const artifacts = join(root, 'artifacts');
  const stopped = { what: 'unknown key' };
  await leaveStop(join(artifacts, 'plan'), { source: 'other.yml', part: null, attempt: 1, stopped });
  await merge(artifacts, 1, { INPUT_CONFIG: 'portability.yml' });
  expect(github.comments[0]?.body).toContain('no part of a matrix has delivered its results');
});
