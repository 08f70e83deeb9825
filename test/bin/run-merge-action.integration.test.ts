import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runMergeAction } from '../../src/bin/run-merge-action.js';
import type { ShardPart } from '../../src/results/schema.js';
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
async function deliver(artifacts: string, index: number, config: string | null): Promise<void> {
  const [first, second] = SHARDS as [ShardPart, ShardPart];
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
    config,
  };
  await mkdir(join(artifacts, `part-${index}`), { recursive: true });
  await writeFile(
    join(artifacts, `part-${index}`, 'results.json'),
    JSON.stringify({
      ...results,
      platform: { ...results.platform, os: 'linux', arch: 'x64' },
      part: { shard, attempt: 1, whole },
    }),
  );
}

/** Runs the step; returns its outputs and its summary. */
async function merge(artifacts: string, run: number): Promise<{ readonly outputs: string; readonly summary: string }> {
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
