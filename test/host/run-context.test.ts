import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runContext } from '../../src/host/run-context.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function pullRequestOf(event: string) {
  const path = join(folder, 'event.json');
  await writeFile(path, event);
  return runContext({ GITHUB_EVENT_PATH: path }).pullRequest;
}

test('reads the pull request of the event', async () => {
  const event = { pull_request: { number: 3, head: { sha: 'a', repo: { full_name: 'x/y' } }, base: { ref: 'main' } } };
  expect(await pullRequestOf(JSON.stringify(event))).toEqual({
    number: 3,
    headSha: 'a',
    baseRef: 'main',
    headRepository: 'x/y',
  });
  event.pull_request.head = { sha: 'a', repo: null } as never;
  expect((await pullRequestOf(JSON.stringify(event)))?.headRepository).toBeNull();
});

test.each(['{"merge_group": {"head_sha": "a"}}', '{"ref": "refs/heads/main"}', '{', 'null', '{"pull_request": {}}'])(
  'there is none in %s',
  async (event) => {
    expect(await pullRequestOf(event)).toBeUndefined();
  },
);

test('a missing event file and an empty environment are no reason to fail', () => {
  expect(runContext({ GITHUB_EVENT_PATH: join(folder, 'gone') }).pullRequest).toBeUndefined();
  expect(runContext({})).toMatchObject({ apiUrl: 'https://api.github.com', temp: '' });
});

test('the page of the run lies on the server that runs it', () => {
  const env = { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '5' };
  expect(runContext(env).runUrl).toBe('https://git.example/a/b/actions/runs/5');
});

test('the artifact service is there when both its address and its token are', () => {
  const env = { ACTIONS_RESULTS_URL: 'https://results.example/', ACTIONS_RUNTIME_TOKEN: 't' };
  expect(runContext(env).artifacts).toEqual({ url: 'https://results.example/', token: 't' });
  expect(runContext({ ...env, ACTIONS_RUNTIME_TOKEN: '' }).artifacts).toBeUndefined();
});

test('the guide is that of the release that runs, where its server is known', () => {
  const env = { GITHUB_ACTION_REPOSITORY: 'gate/gate', GITHUB_ACTION_REF: 'v1' };
  expect(runContext(env).guide).toBe('https://github.com/gate/gate/blob/v1/docs/report.md');
  expect(runContext({ ...env, GITHUB_SERVER_URL: 'https://git.example' }).guide).toBeUndefined();
  expect(runContext({ GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' }).guide).toBeUndefined();
});
