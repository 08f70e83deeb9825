import { afterEach, expect, test } from 'vitest';
import { githubPullRequest } from '../../src/publish/github-pull-request.js';
import { type StickyOutcome, stickyComment } from '../../src/publish/sticky-comment.js';
import { WRITES_A_RUN } from '../../src/publish/within-limits.js';
import { type FakeGithub, type FakeOptions, fakeGithub } from '../github/fake-github.js';

const MARKER = '<!-- gate: portability.yml -->';
let github: FakeGithub;
let slept: number[] = [];
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

async function start(options?: FakeOptions): Promise<void> {
  github = await fakeGithub(options);
  slept = [];
}
/** `text` is what follows the marker. */
async function post(
  text: string | ((budget: number) => string),
  part: {
    marker?: string;
    due?: boolean;
    keep?: string | ((body: string | null) => string | null);
    settle?: () => Promise<void>;
  } = {},
) {
  const limits = {
    async sleep(milliseconds: number) {
      slept.push(milliseconds);
    },
    now: () => 1_000_000,
    writesLeft: WRITES_A_RUN,
  };
  const address = { apiUrl: github.url, repository: 'acme/models', number: 7 };
  const api = await githubPullRequest('secret-token', address, limits);
  const { marker = MARKER, due = true, keep = null, settle = async () => {} } = part;
  const markdown = (budget: number) =>
    `${marker}\n${typeof text === 'string' ? text : text(budget - marker.length - 1)}`;
  const reasonToKeep = async (body: string | null) => (typeof keep === 'function' ? keep(body) : keep);
  return stickyComment(api, { marker, due: async () => due, reasonToKeep, settle, markdown });
}
function kinds(outcomes: readonly StickyOutcome[]): readonly string[] {
  return outcomes.map(({ kind }) => kind);
}
function writes(): readonly string[] {
  return github.requests.filter((request) => /^(POST|PATCH)/.test(request) && !request.endsWith('graphql'));
}

test('is made once, then edited, then left alone when the text is equal', async () => {
  await start();
  const outcomes = [await post('red'), await post('green'), await post('green')];
  expect(kinds(outcomes)).toEqual(['created', 'edited', 'unchanged']);
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\ngreen`]);
  expect(writes()).toHaveLength(2);
});

test('is equal to itself after GitHub has changed line ends and trimmed it', async () => {
  await start();
  await post('one\ntwo\n');
  for (const comment of github.comments) comment.body = comment.body.trim().replaceAll('\n', '\r\n');
  expect((await post('one\ntwo\n')).kind).toBe('unchanged');
});

test('is not made when it is not due, but is brought up to date once it exists', async () => {
  await start();
  expect((await post('green', { due: false })).kind).toBe('not-due');
  expect(github.comments).toEqual([]);
  await post('red');
  expect((await post('green', { due: false })).kind).toBe('edited');
});

test('stays as it is when there is a reason', async () => {
  await start();
  expect(await post('red', { keep: 'newer' })).toEqual({ kind: 'kept', reason: 'newer' });
  await post('red');
  expect(await post('green', { keep: 'newer' })).toEqual({ kind: 'kept', reason: 'newer' });
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\nred`]);
});

test('leaves comments of others alone, even when they carry the marker', async () => {
  await start();
  const forged = `${MARKER}\nforged`;
  github.addComment('mallory', forged);
  github.addComment('github-actions', forged);
  github.addComment('other-app[bot]', forged);
  expect((await post('red')).kind).toBe('created');
  expect((await post('green')).kind).toBe('edited');
  expect(github.comments.map(({ body }) => body)).toEqual([forged, forged, forged, `${MARKER}\ngreen`]);
});

test('does not take a marker inside the text of a comment for its own', async () => {
  await start();
  github.addComment('github-actions[bot]', `quoted: ${MARKER}`);
  expect((await post('red')).kind).toBe('created');
});

test('is made again when somebody deletes it, also between reading and writing', async () => {
  await start();
  await post('red');
  github.comments.length = 0;
  expect((await post('red')).kind).toBe('created');
  const keep = (body: string | null) => {
    if (body?.includes('red')) github.comments.length = 0;
    return null;
  };
  expect((await post('green', { keep })).kind).toBe('created');
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\ngreen`]);
});

test('two gates with different markers keep a comment each', async () => {
  await start();
  await post('one', { marker: '<!-- gate: a -->' });
  await post('two', { marker: '<!-- gate: b -->' });
  await post('two, edited', { marker: '<!-- gate: b -->' });
  expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual(['one', 'two, edited']);
});

test.each(['deploy-bot', 'my-app[bot]'])('finds the comment of the token of %s', async (viewer) => {
  await start({ viewer });
  expect(kinds([await post('red'), await post('green')])).toEqual(['created', 'edited']);
});

test('assumes the workflow bot when the viewer cannot be asked for', async () => {
  await start();
  github.inject({ on: 'GRAPHQL', status: 403, message: 'Resource not accessible by integration' });
  expect(kinds([await post('red'), await post('green')])).toEqual(['created', 'edited']);
});

test('of two jobs that make it at once, one does, and what fails is shown', async () => {
  await start();
  // What passes never speaks over what fails.
  const keep = (body: string | null) => (body?.includes('red') === true ? 'red' : null);
  github.delay(20);
  const outcomes = await Promise.all([post('green', { keep }), post('red')]);
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\nred`]);
  expect(outcomes).toHaveLength(2);
});

test('what was written over by a job that had read before is written again', async () => {
  await start();
  const settle = async () => {
    for (const comment of github.comments) comment.body = `${MARKER}\ngreen`;
  };
  expect((await post('red', { settle })).kind).toBe('edited');
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\nred`]);
});

test('doubles of an earlier run are removed, also where that is refused at first', async () => {
  await start();
  for (const text of ['one', 'two']) github.addComment('github-actions[bot]', `${MARKER}\n${text}`);
  const foreign = `${MARKER}\nforeign`;
  github.addComment('ann', foreign);
  github.inject({ on: 'DELETE', status: 403, message: 'Resource not accessible by integration', times: 1 });
  await post('red');
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\nred`, foreign]);
});

test('asks for the viewer only when there is a candidate', async () => {
  await start();
  github.addComment('ann', 'looks good');
  await post('red');
  expect(github.requests.slice(0, 2)).toEqual([
    'GET /repos/acme/models/issues/7/comments',
    'POST /repos/acme/models/issues/7/comments',
  ]);
});

test('is found on the third page', async () => {
  await start();
  for (let count = 0; count < 230; count += 1) github.addComment('ann', `comment ${count}`);
  await post('red');
  github.requests.length = 0;
  expect((await post('green')).kind).toBe('edited');
  // Once to find it, once to see that it stayed.
  expect(github.requests.filter((request) => request.startsWith('GET'))).toHaveLength(6);
});

test('works below the path of an enterprise server', async () => {
  await start({ prefix: '/api/v3' });
  expect(kinds([await post('red'), await post('green')])).toEqual(['created', 'edited']);
  expect(github.requests).toContain('POST /api/graphql');
});

test('is written shorter when GitHub finds it too long', async () => {
  await start();
  const budgets: number[] = [];
  // A renderer that cannot keep to the first budget stands for a host with a smaller limit.
  await post((budget) => {
    budgets.push(budget);
    return 'x'.repeat(budget > 40_000 ? 70_000 : budget);
  });
  expect(budgets).toHaveLength(2);
  expect(github.comments[0]?.body).toHaveLength(30_000);
});

test('gives up when the short text is too long as well', async () => {
  await start();
  await expect(post(() => 'x'.repeat(70_000))).rejects.toThrow(/too long/);
  expect(writes()).toHaveLength(2);
});

test.each([
  ['retry-after', 403, { 'retry-after': '3' }, 3000],
  ['a reset time', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1012' }, 12_000],
  ['a bare 429', 429, {}, 60_000],
])('waits once as long as %s asks', async (_, status, headers, expected) => {
  await start();
  github.inject({ on: 'POST', status, message: 'You have exceeded a secondary rate limit', headers, times: 1 });
  expect((await post('red')).kind).toBe('created');
  expect(slept).toEqual([expected]);
});

test('does not wait longer than a minute, and not twice', async () => {
  await start();
  github.inject({
    on: 'POST',
    status: 403,
    message: 'secondary rate limit',
    headers: { 'retry-after': '61' },
    times: 1,
  });
  await expect(post('red')).rejects.toThrow();
  expect(slept).toEqual([]);
  github.inject({ on: 'POST', status: 429, message: 'slow down', headers: { 'retry-after': '1' } });
  await expect(post('red')).rejects.toThrow();
  expect(slept).toEqual([1000]);
});

test('never makes more than three writes', async () => {
  await start();
  github.inject({ on: 'POST', status: 429, message: 'slow down', headers: { 'retry-after': '1' }, times: 1 });
  github.inject({ on: 'POST', status: 422, message: 'Body is too long', times: 1 });
  github.inject({ on: 'POST', status: 429, message: 'slow down', headers: { 'retry-after': '1' } });
  await expect(post('red')).rejects.toThrow(/more than 3 writes/);
  expect(writes()).toHaveLength(3);
});

test('repeats a stumbled read and edit, but never a stumbled create', async () => {
  await start();
  github.inject({ on: 'GET', status: 502, message: 'Bad gateway', times: 1 });
  await post('red');
  github.inject({ on: 'PATCH', status: 502, message: 'Bad gateway', times: 1, after: true });
  expect((await post('green')).kind).toBe('edited');
  await github.close();
  await start();
  github.inject({ on: 'POST', status: 502, message: 'Bad gateway', times: 1, after: true });
  await expect(post('red')).rejects.toThrow();
  expect(github.comments).toHaveLength(1);
});

test('a slow answer is waited for', async () => {
  await start();
  github.delay(50);
  expect((await post('red')).kind).toBe('created');
});
