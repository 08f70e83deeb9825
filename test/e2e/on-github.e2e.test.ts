/** Whole workflows as users have them, with the events of GitHub, under a runner; GitHub's interface on loopback. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { forkWorkflow, jobWorkflow } from '../../src/init/workflow-text.js';
import { patient } from './cli.js';
import { denseRepository, type Files } from './dense-repository.js';
import { pullRequestRuns } from './pull-request-runs.js';
import { pullRequestEvent } from './run-workflows.js';

const PLACE = { branch: 'main', folder: '', runner: 'ubuntu-24.04' };
const WORKFLOW = '.github/workflows/portability.yml';
const MODEL = `'models/\${{ matrix.part }}'`;
const CONFIG: Files = { 'portability.yml': patient('runtimes: [onnxruntime-node, onnxruntime-web]\n') };

const runs = pullRequestRuns();
const { serve, change, git, run, bodies } = runs;

test("the README's workflow: red, mended, and a force-push whose older run ends last", async () => {
  const [, readme = ''] = /```yaml\n([\s\S]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
  const root = await runs.repository({ ...runs.red, ...CONFIG, [WORKFLOW]: readme });
  const first = await run(root);
  expect(first.exitCode, first.log).toBe(1);
  expect(bodies()).toEqual([expect.stringContaining('### ❌ Portability: 1 model drifts (2 of 2 cells)')]);
  expect([...first.reports.keys()]).toEqual(['portability-linux-x64-attempt-1']);
  const older = await git(root, 'rev-parse', 'HEAD');
  await change(root, runs.green);
  const second = await run(root);
  expect(second.exitCode, second.log).toBe(0);
  expect(bodies()).toEqual([expect.stringContaining('### ✅ Portability')]);
  // A repository without models is no pass.
  await git(root, 'rm', '--quiet', '-r', 'models');
  await change(root, {});
  const none = await run(root);
  expect(none.exitCode).toBe(1);
  expect(bodies()).toEqual([expect.stringMatching(/### 🔥 Portability: the run stopped[\s\S]*No model found/)]);
  await git(root, 'checkout', '--quiet', 'HEAD~1', '--', 'models');
  await change(root, {});
  await run(root);
  expect(bodies()).toEqual([expect.stringContaining('### ✅ Portability')]);
  // The run of the commit before, which is red, ends last.
  await change(root, runs.red);
  const newest = await git(root, 'rev-parse', 'HEAD');
  const late = await run(root, { event: pullRequestEvent(older) });
  expect(newest).not.toBe(older);
  expect(late.exitCode).toBe(1);
  expect(late.log).toMatch(/No comment: the pull request has a newer commit/);
  expect(bodies()).toEqual([expect.stringContaining('### ✅ Portability')]);
});

test('what init writes, with its cache: the events of GitHub, a token that may only read, and no variables at all', async () => {
  const root = await runs.repository({ ...runs.green, ...CONFIG, [WORKFLOW]: jobWorkflow(PLACE) });
  for (const [eventName, event] of [
    ['push', { ref: 'refs/heads/main' }],
    [
      'merge_group',
      { merge_group: { head_ref: 'refs/heads/gh-readonly-queue/main/pr-7', base_ref: 'refs/heads/main' } },
    ],
  ] as const) {
    const ended = await run(root, { eventName, event });
    expect(ended.exitCode, ended.log).toBe(0);
    expect(ended.log).toMatch(/cache miss: \S+/);
  }
  expect(runs.github.requests).toEqual([]);

  runs.github.inject({ on: 'GET', status: 403, message: 'Resource not accessible by integration' });
  const readOnly = await run(root);
  expect(readOnly.exitCode, readOnly.log).toBe(0);
  expect(readOnly.log).toContain('pull-requests: write');
  const bare = await run(root, {
    env: { ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '', GITHUB_STEP_SUMMARY: '', GITHUB_RUN_ATTEMPT: '' },
  });
  expect(bare.exitCode, bare.log).toBe(0);
});

test('a schedule runs every cell, a pull request only what changed', async () => {
  const text = jobWorkflow(PLACE).replace(
    '  push:',
    '  schedule: [{ cron: "17 3 * * *" }]\n  workflow_dispatch:\n  push:',
  );
  const root = await runs.repository({ ...runs.green, ...CONFIG, [WORKFLOW]: text });
  await run(root, { eventName: 'push', event: { ref: 'refs/heads/main' } });
  const pull = await run(root);
  expect(pull.log).toContain('both cells pass, unchanged and not run again');
  expect(pull.log).toContain('cache miss: portability-results-');
  expect(pull.log).not.toContain('cache miss: portability-environments-');
  const byHand = await run(root, { eventName: 'workflow_dispatch', event: { ref: 'refs/heads/main' } });
  expect(byHand.log).toContain('both cells pass, unchanged and not run again');
  const nightly = await run(root, { eventName: 'schedule', event: { schedule: '17 3 * * *' } });
  expect(nightly.exitCode).toBe(0);
  expect(nightly.log).toContain('cache miss: portability-environments-');
  expect(nightly.log).toMatch(/✅ Portability: both cells pass$/m);
});

test('a matrix of jobs: each part has its comment, and those that share one are never green over red', async () => {
  const matrix = (inputs: string) =>
    jobWorkflow(PLACE)
      .replace('    runs-on:', '    strategy: { fail-fast: false, matrix: { part: [dense, other] } }\n    runs-on:')
      .replace(/gate@v\S+\n$/, (uses) => `${uses}        with: { comment: always, ${inputs} }\n`);
  const other = (await denseRepository({ model: 3, golden: 3 }))['models/dense.onnx'] ?? '';
  const files = { ...runs.red, ...CONFIG, 'models/other.onnx': other };
  const root = await runs.repository({ ...files, [WORKFLOW]: matrix(`models: ${MODEL}`) });
  const apart = await run(root);
  expect(apart.exitCode).toBe(1);
  expect(bodies().sort()).toEqual([
    expect.stringContaining('### ❌ Portability (only models models/dense)'),
    expect.stringContaining('### ✅ Portability (only models models/other)'),
  ]);
  runs.github.comments.length = 0;
  const shared = matrix(`models: ${MODEL}, comment-key: all`);
  await change(root, { [WORKFLOW]: shared });
  const together = await run(root);
  expect(together.exitCode).toBe(1);
  expect(bodies()).toEqual([expect.stringContaining('### ❌ Portability')]);
});

test('a matrix of jobs over runtimes: each has a comment of its own', async () => {
  const matrix = 'strategy: { fail-fast: false, matrix: { part: [onnxruntime-node, onnxruntime-web] } }';
  const job = jobWorkflow(PLACE)
    .replace('    runs-on:', `    ${matrix}\n    runs-on:`)
    .replace(/gate@v\S+\n$/, (uses) => `${uses}        with: { comment: always, runtimes: '\${{ matrix.part }}' }\n`);
  const root = await runs.repository({ ...runs.red, ...CONFIG, [WORKFLOW]: job });
  expect((await run(root)).exitCode).toBe(1);
  await change(root, runs.green);
  expect((await run(root)).exitCode).toBe(0);
  expect(bodies().sort()).toEqual(
    ['onnxruntime-node', 'onnxruntime-web'].map((name) =>
      expect.stringContaining(`### ✅ Portability (only runtimes ${name}): the only cell passes`),
    ),
  );
});

test('two workflows with configurations of their own: two comments, which say which they are of', async () => {
  const workflow = (name: string) =>
    jobWorkflow(PLACE)
      .replace('name: "Portability"', `name: "${name}"`)
      .replace(/gate@v\S+\n$/, (uses) => `${uses}        with: { comment: always, config: ${name}.yml }\n`);
  const column = (name: string) => patient(`runtimes: [${name}]\n`);
  const root = await runs.repository({
    ...{ ...runs.red, 'server.yml': column('onnxruntime-node'), 'browser.yml': column('onnxruntime-web') },
    ...{ '.github/workflows/server.yml': workflow('server'), '.github/workflows/browser.yml': workflow('browser') },
  });
  for (const name of ['server', 'browser'])
    expect((await run(root, { workflow: `.github/workflows/${name}.yml` })).exitCode).toBe(1);
  expect(bodies()).toEqual(
    ['server', 'browser'].map((name) => expect.stringContaining(`### ❌ Portability (${name}.yml): 1 model drifts`)),
  );
  expect(bodies()[1]).toMatch(/^npx --yes model-portability-gate@\S+ explain --config browser\.yml models\/dense/m);
});

test('a fork: nothing is called, nothing fails but the gate, and the publisher comments', async () => {
  const workflows = { [WORKFLOW]: jobWorkflow(PLACE), '.github/workflows/portability-forks.yml': forkWorkflow(PLACE) };
  const root = await runs.repository({ ...runs.red, ...CONFIG, ...workflows });
  const sha = await git(root, 'rev-parse', 'HEAD');
  const ended = await run(root, { event: pullRequestEvent(sha, 'mallory/models'), workflow: WORKFLOW });
  expect(ended.exitCode).toBe(1);
  expect(runs.github.requests).toEqual([]);
  for (const [name, zip] of ended.reports) runs.github.artifacts.push({ name, zip });
  const repositoryOfFork = { full_name: 'mallory/models' };
  runs.github.openPullRequests.topic = [
    { number: 7, headRefOid: sha, baseRefName: 'main', headRepository: { nameWithOwner: 'mallory/models' } },
  ];
  const workflowRun = {
    ...{ id: 5, run_attempt: 1, event: 'pull_request', conclusion: 'failure', head_sha: sha, head_branch: 'topic' },
    ...{ head_repository: repositoryOfFork, html_url: 'https://github.com/acme/models/actions/runs/5' },
  };
  const published = await run(root, {
    eventName: 'workflow_run',
    event: { workflow_run: workflowRun },
    workflow: '.github/workflows/portability-forks.yml',
  });
  expect(published.exitCode, published.log).toBe(0);
  expect(bodies()).toEqual([expect.stringContaining('### ❌ Portability: 1 model drifts (2 of 2 cells)')]);
  expect(bodies()[0]).toContain('As reported by a run of the fork mallory/models');
});

test('on a server of its own: its interface, its links, and no word of github.com', async () => {
  await serve({ prefix: '/api/v3' });
  const root = await runs.repository({ ...runs.red, ...CONFIG, [WORKFLOW]: jobWorkflow(PLACE) });
  const ended = await run(root, { env: { GITHUB_SERVER_URL: 'https://git.example.com', ACTIONS_RESULTS_URL: '' } });
  expect(ended.exitCode, ended.log).toBe(1);
  expect(bodies()).toEqual([expect.stringContaining('https://git.example.com/acme/models/actions/runs/')]);
  expect(bodies()[0]).not.toContain('https://github.com');
});

test('pull_request_target is refused, in words', async () => {
  const text = jobWorkflow(PLACE).replace('  pull_request:', '  pull_request_target:');
  const root = await runs.repository({ ...runs.green, ...CONFIG, [WORKFLOW]: text });
  const ended = await run(root, { eventName: 'pull_request_target' });
  expect(ended.exitCode).toBe(1);
  expect(ended.log).toContain('the gate does not run for pull_request_target');
  expect(bodies()).toEqual([expect.stringContaining('### 🔥 Portability: the run stopped')]);
});
