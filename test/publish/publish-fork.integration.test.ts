import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkflowRunEvent } from '../../src/host/workflow-run-event.js';
import { publishFork } from '../../src/publish/publish-fork.js';
import { MOST_ARTIFACT_BYTES } from '../../src/publish/results-of-fork.js';
import { resultsJson } from '../../src/report/json.js';
import type { Results } from '../../src/results/schema.js';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { hostileResults } from '../report/hostile.js';
import { recordingLog } from './recording-log.js';
import { sampleCell, sampleResults } from './sample-results.js';
import { zipFiles } from './zip-files.js';

const HEAD = 'a'.repeat(40);
const EVENT: WorkflowRunEvent = {
  id: 5,
  attempt: 1,
  event: 'pull_request',
  conclusion: 'failure',
  headSha: HEAD,
  headBranch: 'topic',
  headRepository: 'mallory/models',
  page: 'https://github.com/acme/models/actions/runs/5',
};
const NAME = 'portability-linux-x64-attempt-1';
const RED = sampleResults([sampleCell('pitch', 'openvino', { state: 'drift', reason: 'far off' })], 'fail');
const GREEN = sampleResults([sampleCell('pitch', 'openvino')]);

let github: FakeGithub;
beforeEach(async () => {
  github = await fakeGithub();
  github.openPullRequests.topic = [
    { number: 3, headRefOid: HEAD, baseRefName: 'main', headRepository: { nameWithOwner: 'other/models' } },
    { number: 4, headRefOid: 'b'.repeat(40), baseRefName: 'main', headRepository: { nameWithOwner: 'mallory/models' } },
    { number: 7, headRefOid: HEAD, baseRefName: 'main', headRepository: { nameWithOwner: 'Mallory/models' } },
  ];
});
afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

async function upload(document: Results | string, name = NAME): Promise<void> {
  const text = typeof document === 'string' ? document : resultsJson(document);
  github.artifacts.push({ name, zip: await zipFiles({ 'results.json': text, 'report.html': '<script>' }) });
}

async function publish(event: Partial<WorkflowRunEvent> = {}): Promise<readonly string[]> {
  const log = recordingLog();
  const run = {
    eventName: 'workflow_run',
    repository: 'acme/models',
    apiUrl: github.url,
    server: 'https://github.com',
    runId: '6',
    runUrl: 'https://github.com/acme/models/actions/runs/6',
    commit: 'c'.repeat(40),
    workspace: '',
    temp: '',
    attempt: 1,
  };
  const context = { run, log, sleep: async () => {}, now: () => 0 };
  await publishFork({ ...EVENT, ...event }, { token: 'secret-token', comment: 'always' }, context);
  return log.lines;
}

test('the results of a fork become a comment that says where they come from', async () => {
  await upload(RED);
  expect(await publish()).toEqual([expect.stringContaining('Comment created')]);
  const [comment] = github.comments;
  expect(comment?.body).toMatch(/^<!-- portability-gate: fork\/portability\.yml\/linux-x64 -->\n/);
  expect(comment?.body).toContain('### ❌ Portability: 1 model drifts (1 of 1 cell)');
  expect(comment?.body).toContain('As reported by a run of the fork mallory/models');
  expect(comment?.body).toContain(`https://github.com/acme/models/pull/7/commits/${HEAD}`);
  expect(await publish()).toEqual([expect.stringContaining('Comment unchanged')]);
});

test('the newest attempt alone counts', async () => {
  await upload(RED);
  await upload({ ...GREEN, verdict: 'pass' }, 'portability-linux-x64-attempt-2');
  await publish({ attempt: 2, conclusion: 'success' });
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('### ✅');
});

test('parts of a matrix are no reports, however many there are and whatever they say', async () => {
  const shard = { platform: 'linux-x64', index: 1, of: 120, models: ['pitch'], runtimes: ['openvino'], seconds: 1 };
  const whole = {
    digest: '',
    shards: [shard],
    models: [],
    runtimes: [],
    failOn: 'drift',
    comment: 'always',
    run: { config: null, baseline: 'portability.lock.json' },
  };
  const part = JSON.stringify({ ...GREEN, part: { shard, attempt: 1, whole } });
  const zip = await zipFiles({ 'results.json': part });
  for (let index = 1; index <= 120; index += 1)
    github.artifacts.push({ name: `portability-shard-linux-x64-${index}-of-120-attempt-1`, zip });
  await upload(RED);
  expect(await publish()).toEqual([expect.stringContaining('Comment created')]);
  expect(github.comments[0]?.body).toContain('1 model drifts');
  await upload(part, 'portability-parts-attempt-2');
  const [warning] = await publish({ attempt: 2 });
  expect(warning).toMatch(/portability-parts-attempt-2 is not used: it is a part of a matrix/);
});

test.each([
  [5, 5, 0],
  [6, 5, 1],
  [50, 5, 1],
])('of %i reports, %i are made comments of, and the rest is said', async (reports, comments, warnings) => {
  for (let index = 1; index <= reports; index += 1)
    await upload({ ...RED, run: { config: `${index}.yml`, baseline: 'b' } }, `portability-${index}-attempt-1`);
  const lines = await publish();
  expect(github.comments).toHaveLength(comments);
  expect(lines.filter((line) => line.startsWith('warn: The run has left'))).toHaveLength(warnings);
});

test.each([
  [MOST_ARTIFACT_BYTES - 1, true],
  [MOST_ARTIFACT_BYTES, true],
  [MOST_ARTIFACT_BYTES + 1, false],
  [MOST_ARTIFACT_BYTES * 10, false],
])('an artifact of %i bytes is used: %s', async (bytes, used) => {
  github.artifacts.push({ name: NAME, zip: await zipFiles({ 'results.json': resultsJson(RED) }), bytes });
  const lines = await publish();
  expect(github.comments[0]?.body.includes('1 model drifts')).toBe(used);
  expect(lines.some((line) => line.includes('more than the limit of'))).toBe(!used);
});

test('what a document says of its origin is not believed', async () => {
  const run = {
    config: null,
    baseline: 'portability.lock.json',
    repository: 'acme/secret',
    commit: 'f'.repeat(40),
    address: 'https://evil.example/',
  };
  await upload({ ...RED, run });
  await publish();
  expect(github.comments[0]?.body).not.toMatch(/evil|secret|ffff/);
});

test('a document that passes is not green over a run that failed', async () => {
  await upload(GREEN);
  await publish();
  expect(github.comments[0]?.body).toContain('### 🔥 Portability: the run stopped');
  expect(github.comments[0]?.body).toContain('although the results that it left pass');
});

test.each([
  ['not JSON', '{', /not JSON/],
  ['another schema', '{"schemaVersion": 2}', /does not fit its schema/],
  ['an unknown field', JSON.stringify({ ...RED, extra: 1 }), /does not fit its schema/],
])('%s is not used, and the comment says that there is no result', async (_, text, expected) => {
  await upload(text);
  const [warning] = await publish();
  expect(warning).toMatch(expected);
  expect(github.comments[0]?.body).toContain('### 🔥 Portability');
});

test('an archive that is none, or has no results, is not used', async () => {
  github.artifacts.push({ name: NAME, zip: new Uint8Array([1, 2, 3]) });
  github.artifacts.push({ name: `${NAME}-2`, zip: await zipFiles({ 'other.json': '{}' }) });
  github.artifacts.push({ name: 'unrelated', zip: await zipFiles({ 'results.json': resultsJson(RED) }) });
  const lines = await publish();
  expect(lines.filter((line) => line.startsWith('warn: The artifact'))).toHaveLength(2);
  expect(github.comments[0]?.body).not.toContain('drifts');
});

test('a run without results updates the comment that an earlier one made', async () => {
  await upload(GREEN);
  await publish({ conclusion: 'success' });
  const [{ body: green } = { body: '' }] = github.comments;
  expect(green).toContain('### ✅');
  // Anybody can write the marker.
  github.addComment('mallory', green.replace('linux-x64', 'planted'));
  github.artifacts.length = 0;
  await publish({ id: 6 });
  expect(github.comments).toHaveLength(2);
  expect(github.comments[0]?.body).toContain('### 🔥 Portability: the run stopped');
  expect(github.comments[0]?.body.split('\n')[0]).toBe(green.split('\n')[0]);
});

test('what a first run without results has said gives way to the next report', async () => {
  await publish();
  expect(github.comments[0]?.body).toContain('The run of the fork has left no results');
  expect(github.comments[0]?.body).not.toMatch(/unknown|· {2}·/);
  await upload(RED, 'portability-linux-x64-attempt-2');
  await publish({ attempt: 2 });
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('1 model drifts');
  expect(github.comments[0]?.body).toMatch(/^<!-- portability-gate: fork\/portability\.yml\/linux-x64 -->\n/);
});

test('hostile text in a document stays text', async () => {
  await upload({ ...hostileResults(), run: { config: '`<!-- x -->`', baseline: '$(id)', folder: '@team/`' } });
  await publish();
  const [, , ...text] = (github.comments[0]?.body ?? '').split('\n');
  expect(text.join('\n')).not.toMatch(/<!--|<script|@team|!\[/);
});

test('a run that succeeds without results has nothing to say', async () => {
  expect(await publish({ conclusion: 'success' })).toEqual([]);
  expect(github.comments).toEqual([]);
});

test.each([
  ['another event', { event: 'push' }],
  ['a branch of this repository', { headRepository: 'acme/models' }],
] as const)('nothing is done for %s', async (_, event) => {
  await upload(RED);
  expect(await publish(event)).toEqual([expect.stringContaining('Nothing to do')]);
  expect(github.requests).toEqual([]);
});

test.each([
  ['a commit that is no longer the newest', { headSha: 'd'.repeat(40) }],
  ['a fork that is gone', { headRepository: null }],
  ['a branch without a pull request', { headBranch: 'x' }],
] as const)('no comment for %s', async (_, event) => {
  await upload(RED);
  expect(await publish(event)).toEqual([expect.stringContaining('no open pull request')]);
  expect(github.comments).toEqual([]);
});

test('a missing permission is a warning that says what to add', async () => {
  await upload(RED);
  github.inject({ on: 'GET', status: 403, message: 'Resource not accessible by integration' });
  const [line] = await publish();
  expect(line).toMatch(/^warn: No comment on the pull request of mallory\/models[\s\S]*`actions: read`/);
});
