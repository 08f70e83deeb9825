import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { readZipEntry, zipEntries } from '../../src/bytes/zip-archive.js';
import type { PullRequest, RunContext } from '../../src/host/run-context.js';
import { type CommentState, stateKey } from '../../src/publish/comment-state.js';
import type { Publication, PublishSettings } from '../../src/publish/publication.js';
import { publish } from '../../src/publish/publish.js';
import { commentMarker } from '../../src/report/markdown.js';
import { fakeArtifacts } from '../github/fake-artifacts.js';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { recordingLog } from './recording-log.js';
import { sampleCell, sampleResults } from './sample-results.js';

const MARKER = '<!-- gate -->';
const OWN_BRANCH: PullRequest = { number: 7, headSha: 'abc', baseRef: 'main', headRepository: 'acme/models' };
const RED = sampleResults([sampleCell('pitch', 'openvino', { state: 'drift', reason: 'far off' })], 'fail');
const GREEN = sampleResults([sampleCell('pitch', 'openvino')]);

let github: FakeGithub;
let folder: string;
let printed: string;
beforeEach(async () => {
  github = await fakeGithub();
  folder = await mkdtemp(join(tmpdir(), 'publish-'));
  await writeFile(join(folder, 'output'), '');
  vi.stubEnv('GITHUB_OUTPUT', join(folder, 'output'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await github.close();
  expect(github.violations).toEqual([]);
});

async function run(part: {
  publication?: Partial<Publication>;
  settings?: Partial<PublishSettings>;
  run?: Partial<RunContext>;
  pullRequest?: PullRequest | null;
}): Promise<readonly string[]> {
  const log = recordingLog();
  const publication: Publication = {
    results: GREEN,
    sources: ['portability.yml', 'packages/audio/models/pitch.onnx', 'packages/audio/golden/pitch'],
    json: () => '{}',
    html: () => '<p>',
    junit: () => '<testsuites/>',
    sarif: () => '{}',
    badge: () => '{}',
    comment: () => `${MARKER}\n${stateLine(part.settings?.state)}${part.publication?.results?.verdict ?? 'pass'}`,
    report: () => 'the report',
    ...part.publication,
  };
  const settings = {
    comment: 'on-change',
    upload: 'on-failure',
    artifact: 'report',
    token: 'secret-token',
    folder: '',
    marker: MARKER,
    state: { commit: 'abc', run: 1, attempt: 1, verdict: part.publication?.results?.verdict ?? 'pass' },
    sources: { config: null, baseline: null },
    ...part.settings,
  } as const;
  const { pullRequest = OWN_BRANCH } = part;
  const context: RunContext = {
    eventName: 'pull_request',
    repository: 'acme/models',
    apiUrl: github.url,
    server: 'https://github.com',
    runId: '1',
    commit: 'abc',
    runUrl: 'https://github.com/acme/models/actions/runs/1',
    workspace: folder,
    attempt: 1,
    temp: join(folder, 'temp'),
    stepSummary: join(folder, 'summary'),
    ...(pullRequest === null ? {} : { pullRequest }),
    ...part.run,
  };
  await publish(publication, settings, { run: context, log, sleep: async () => {}, now: () => 0 });
  return log.lines;
}
/** As a comment has it. */
function stateLine(state: CommentState | undefined): string {
  return state === undefined ? '' : `${commentMarker(stateKey(state))}\n`;
}
function calls(): readonly string[] {
  return github.requests.map((request) => request.split(' ')[0] ?? '');
}

test('a red run writes reports, outputs, summary and comment', async () => {
  const lines = await run({ publication: { results: RED } });
  expect(lines).toEqual(['info: Comment created: https://github.com/acme/models/pull/7#issuecomment-1001']);
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\nfail`]);
  expect(await readFile(join(folder, 'summary'), 'utf8')).toBe('the report\n');
  expect(await readFile(join(folder, 'temp/portability-report/report.html'), 'utf8')).toBe('<p>');
  expect(await readFile(join(folder, 'output'), 'utf8')).toContain('verdict<<');
});

test('a green run says nothing where there is no comment, and mends the red one where there is', async () => {
  github.files.push('README.md');
  expect(await run({})).toEqual([expect.stringContaining('No comment: the gate passes')]);
  expect(calls()).toEqual(['GET', 'GET']);
  await run({ publication: { results: RED } });
  expect(await run({})).toEqual([expect.stringContaining('Comment edited')]);
  expect(github.comments.map(({ body }) => body)).toEqual([`${MARKER}\npass`]);
});

test.each(['packages/audio/models/pitch.onnx', 'portability.yml', 'packages/audio/golden/pitch/one.inputs.npz'])(
  'a green run that changes %s shows its row',
  async (file) => {
    github.files.push(...Array.from({ length: 150 }, (_, index) => `src/file-${index}.ts`), file);
    expect(await run({ settings: { folder: 'packages/audio' } })).toEqual([expect.stringContaining('Comment created')]);
  },
);

test('an older run does not speak over a newer commit, whatever it found', async () => {
  github.heads.newest = 'def0123456';
  const lines = await run({ publication: { results: RED } });
  expect(lines).toEqual(['info: No comment: the pull request has a newer commit, def0123, whose run reports.']);
  expect(github.comments).toEqual([]);
  github.heads.newest = 'abc';
  expect(await run({ publication: { results: RED } })).toEqual([expect.stringContaining('Comment created')]);
});

test('of one attempt, what passes does not speak over what fails', async () => {
  const state = { commit: 'abc', run: 1, attempt: 1 };
  await run({ publication: { results: RED }, settings: { state: { ...state, verdict: 'fail' } } });
  const second = await run({ settings: { comment: 'always', state: { ...state, verdict: 'pass' } } });
  expect(second).toEqual([expect.stringContaining('give each a `comment-key`')]);
  expect(github.comments[0]?.body).toContain('fail');
  await run({ settings: { comment: 'always', state: { ...state, attempt: 2, verdict: 'pass' } } });
  expect(github.comments[0]?.body).toContain('pass');
  expect(github.comments).toHaveLength(1);
});

test('a pull request from a fork, or from a repository that is gone, makes no call and says where the result is', async () => {
  for (const headRepository of ['mallory/models', null]) {
    const lines = await run({ publication: { results: RED }, pullRequest: { ...OWN_BRANCH, headRepository } });
    expect(lines).toEqual([]);
    expect(printed).toMatch(
      /::notice title=Portability::No comment from here: .* fork.*acme\/models\/actions\/runs\/1/,
    );
  }
  expect(github.requests).toEqual([]);
});

test.each([
  ['an event without a pull request', { pullRequest: null }],
  ['comment: never', { settings: { comment: 'never' } }],
] as const)('%s makes no call and no noise', async (_, part) => {
  expect(await run({ publication: { results: RED }, ...part })).toEqual([]);
  expect(github.requests).toEqual([]);
});

test.each([
  [403, 'Resource not accessible by integration', /add this line[\s\S]*\n {2}pull-requests: write$/],
  [403, 'Unable to create comment because issue is locked.', /closed to comments/],
  [404, 'Not Found', /cannot access pull request 7 of acme\/models[\s\S]*fork/],
  [401, 'Bad credentials', /does not accept the token/],
  [422, 'Body is too long', /too long/],
  [429, 'secondary rate limit', /limits how fast/],
  [500, 'oops ::error::x', /HTTP 500/],
])('status %i (%s) is one warning that says what to do', async (status, message, expected) => {
  github.inject({ on: 'POST', status, message });
  const lines = await run({ publication: { results: RED } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^warn: The comment on pull request 7 could not be written\. The verdict is not affected\./);
  expect(lines[0]).toMatch(expected);
});

test('a missing permission to read gets the same line', async () => {
  github.inject({ on: 'GET', status: 403, message: 'Resource not accessible by integration' });
  expect((await run({}))[0]).toContain('\n  pull-requests: write');
});

test('an unreachable host is a warning', async () => {
  const [line] = await run({ publication: { results: RED }, run: { apiUrl: 'http://127.0.0.1:9' } });
  expect(line).toContain('no answer from GitHub');
});

test('a missing token is a warning and no call', async () => {
  expect(await run({ publication: { results: RED }, settings: { token: undefined } })).toEqual([
    expect.stringContaining('the input `token` is empty'),
  ]);
  expect(github.requests).toEqual([]);
});

test.each([
  ['on-failure', RED, true],
  ['on-failure', GREEN, false],
  ['always', GREEN, true],
  ['never', RED, false],
] as const)('upload: %s', async (upload, results, uploaded) => {
  const service = await fakeArtifacts();
  const lines = await run({ publication: { results }, settings: { upload }, run: { artifacts: service } });
  expect([...service.finished.keys()]).toEqual(uploaded ? ['report'] : []);
  expect(lines.includes('info: Artifact: report')).toBe(uploaded);
  await service.close();
});

test('the artifact has the folders that show operators without the gate', async () => {
  const service = await fakeArtifacts();
  const repro = join(folder, 'repro');
  await mkdir(join(repro, 'pitch-openvino-3'), { recursive: true });
  await writeFile(join(repro, 'pitch-openvino-3', 'run.py'), 'token = "secret-token"');
  await run({ publication: { results: RED }, settings: { repro }, run: { artifacts: service } });
  const zip = new BytesInMemory(service.finished.get('report') ?? Buffer.alloc(0));
  const entries = zipEntries(zip);
  const names = entries.map(({ name }) => name);
  expect(names).toEqual(['results.json', 'report.html', 'repro/pitch-openvino-3/run.py']);
  const script = entries.at(-1);
  expect(script && String(readZipEntry(zip, script, 100))).toBe('token = "[secret removed]"');
  await service.close();
});

test('a fork leaves its results for the publish action even if all is green', async () => {
  const service = await fakeArtifacts();
  const pullRequest = { ...OWN_BRANCH, headRepository: 'mallory/models' };
  await run({ settings: { upload: 'on-failure' }, run: { artifacts: service }, pullRequest });
  expect([...service.finished.keys()]).toEqual(['report']);
  await service.close();
});

test('a fault in a renderer leaves the others alone', async () => {
  const broken = () => {
    throw new Error('renderer');
  };
  const lines = await run({ publication: { results: RED, html: broken, report: broken } });
  expect(lines).toEqual([
    'warn: The report files could not be written: renderer. The verdict is not affected.',
    'warn: The job summary could not be written: renderer. The verdict is not affected.',
    expect.stringContaining('Comment created'),
  ]);
});

test('what cannot be written is a warning each, and the rest is written all the same', async () => {
  await writeFile(join(folder, 'a-file'), '');
  const lines = await run({
    publication: { results: RED, report: (budget) => 'x'.repeat(Math.min(budget * 2, 3_000_000)) },
    run: { temp: join(folder, 'a-file', 'temp') },
  });
  expect(lines).toEqual([
    expect.stringMatching(/^warn: The report files could not be written/),
    expect.stringMatching(/^warn: The job summary could not be written/),
    expect.stringMatching(/^info: Comment created/),
  ]);
  expect(await readFile(join(folder, 'output'), 'utf8')).toContain('verdict<<');
});
