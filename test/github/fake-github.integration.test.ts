import { afterEach, expect, test } from 'vitest';
import { type FakeGithub, type FakeOptions, fakeGithub } from './fake-github.js';

let github: FakeGithub;
afterEach(() => github.close());

async function start(options?: FakeOptions): Promise<void> {
  github = await fakeGithub(options);
}
function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: 'token secret-token', 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const COMMENTS = '/repos/acme/models/issues/7/comments';

test('keeps state: a comment that was made is listed and can be edited', async () => {
  await start();
  const made = await call('POST', COMMENTS, { body: 'one' });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: number };
  expect((await call('PATCH', `/repos/acme/models/issues/comments/${id}`, { body: 'two' })).status).toBe(200);
  expect(await (await call('GET', COMMENTS)).json()).toMatchObject([
    { id, body: 'two', user: { login: 'github-actions[bot]' } },
  ]);
  expect(github.violations).toEqual([]);
});

test.each([
  ['an unknown route', 'GET', '/user', undefined, 400, 'unknown route'],
  ['a missing body', 'POST', COMMENTS, {}, 422, "must have required property 'body'"],
  ['a body of the wrong type', 'POST', COMMENTS, { body: 3 }, 422, 'must be string'],
  ['a number that is none', 'GET', '/repos/acme/models/issues/seven/comments', undefined, 422, 'must be integer'],
  ['an unknown query parameter', 'GET', `${COMMENTS}?order=asc`, undefined, 422, 'unknown query parameter'],
  ['another GraphQL query', 'POST', '/graphql', { query: '{ rateLimit { cost } }' }, 400, 'unknown GraphQL query'],
])('%s is refused and recorded', async (_, method, path, body, status, problem) => {
  await start();
  expect((await call(method, path, body)).status).toBe(status);
  expect(github.violations.join()).toContain(problem);
});

test('an answer that GitHub would not give is recorded', async () => {
  await start();
  Object.assign(github.addComment('ann', 'hello'), { created_at: 'yesterday' });
  expect((await call('GET', COMMENTS)).status).toBe(500);
  expect(github.violations.join()).toContain('must match format "date-time"');
});

test('pages carry a Link header until the last', async () => {
  await start();
  for (let count = 0; count < 5; count += 1) github.addComment('ann', `comment ${count}`);
  const first = await call('GET', `${COMMENTS}?per_page=2`);
  expect(first.headers.get('link')).toContain('page=2>; rel="next"');
  const last = await call('GET', `${COMMENTS}?per_page=2&page=3`);
  expect(last.headers.get('link')).toBeNull();
  expect(await last.json()).toMatchObject([{ body: 'comment 4' }]);
});

test('a wrong token and a foreign repository are turned away as GitHub does', async () => {
  await start({ token: 'other' });
  expect((await call('GET', COMMENTS)).status).toBe(401);
  await github.close();
  await start();
  expect((await call('GET', '/repos/acme/other/issues/7/comments')).status).toBe(404);
});
