/** The action as a runner runs it: dist, a workflow, a pull request event, GitHub's interface on loopback. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { type FakeGithub, fakeGithub } from '../github/fake-github.js';
import { type ActRun, copyAction, installAct, makeRepository, runAct } from './act.js';
import { denseRepository, type Files } from './dense-repository.js';

let act: string;
let folder: string;
let green: Files;
let red: Files;
let github: FakeGithub;

beforeAll(async () => {
  act = await installAct();
  folder = await mkdtemp(join(tmpdir(), 'action-'));
  await copyAction(join(folder, 'action'));
  green = await denseRepository({ model: 1, golden: 1 });
  red = await denseRepository({ model: 2, golden: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  github = await fakeGithub();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

interface Run {
  readonly files: Files;
  readonly eventName?: string;
  /** `owner/name` that the pull request's branch lies in. */
  readonly from?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

async function runGate({ files, eventName = 'pull_request', from = 'acme/models', inputs = {} }: Run): Promise<ActRun> {
  const repository = await mkdtemp(join(folder, 'repository-'));
  await makeRepository(repository, files);
  const head = { sha: 'a'.repeat(40), ref: 'topic', repo: { full_name: from } };
  const pullRequest = { number: 7, head, base: { ref: 'main', sha: 'b'.repeat(40) } };
  return runAct({
    act,
    action: join(folder, 'action'),
    repository,
    eventName,
    event: eventName === 'pull_request' ? { number: 7, pull_request: pullRequest } : { ref: 'refs/heads/main' },
    apiUrl: github.url,
    cache: join(folder, 'cache'),
    inputs,
  });
}

test('a green run on a pull request that touches no model passes quietly', async () => {
  github.files.push('README.md');
  const { exitCode, log, step, files } = await runGate({ files: green });
  expect(log).toContain('✅ Portability');
  expect(exitCode).toBe(0);
  expect(step).toMatchObject({ outcome: 'success', outputs: { verdict: 'pass' } });
  const results = resultsSchema.parse(JSON.parse(files.results ?? ''));
  expect(results.cells.length).toBeGreaterThan(0);
  expect(JSON.parse(step.outputs.counts ?? '')).toMatchObject({
    pass: results.cells.length,
    total: results.cells.length,
  });
  expect(Object.keys(JSON.parse(step.outputs.matrix ?? ''))).toEqual(['models/dense']);
  expect(files['report-html']).toContain('<!doctype html>');
  expect(files['report-markdown']).toContain('### ✅ Portability');
  expect(github.comments).toEqual([]);
  expect(github.requests).toEqual(['GET /repos/acme/models/issues/7/comments', 'GET /repos/acme/models/pulls/7/files']);
});

test('red, mended, and run again: one comment, made and edited', async () => {
  const first = await runGate({ files: red });
  expect(first.exitCode).toBe(1);
  expect(first.step).toMatchObject({ outcome: 'failure', exitCode: 1, outputs: { verdict: 'fail' } });
  expect(Object.values(first.artifacts)).toEqual([['report.html', 'results.json']]);
  // The worse one first, which may be either.
  expect(first.log).toMatch(
    /::error title=Portability%3A models\/dense on onnxruntime-(node%2C onnxruntime-web|web%2C onnxruntime-node)%3A /,
  );
  expect(first.log).toContain('### ❌ Portability');
  expect(first.log).not.toContain('secret-token');
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('### ❌ Portability');

  const second = await runGate({ files: green });
  expect(second.exitCode).toBe(0);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('### ✅ Portability');

  // The same result of a later run: the comment says which run it is from.
  const third = await runGate({ files: green });
  expect(third.exitCode).toBe(0);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('### ✅ Portability');
});

test('a pull request from a fork is judged, and GitHub is not called', async () => {
  const { exitCode, log, step } = await runGate({ files: red, from: 'mallory/models' });
  expect(exitCode).toBe(1);
  expect(step.outputs.verdict).toBe('fail');
  expect(log).toContain('comes from a fork');
  expect(github.requests).toEqual([]);
});

test('the verdict does not depend on whether GitHub takes the comment', async () => {
  github.inject({ on: 'POST', status: 500, message: 'Internal Server Error' });
  const failed = await runGate({ files: red });
  expect(failed.exitCode).toBe(1);
  expect(failed.log).toContain('HTTP 500');
  const passed = await runGate({ files: green, inputs: { comment: 'always' } });
  expect(passed.exitCode).toBe(0);
  expect(passed.step.outputs.verdict).toBe('pass');
  expect(github.comments).toEqual([]);
});

test('a missing permission names the line to add', async () => {
  github.inject({ on: 'POST', status: 403, message: 'Resource not accessible by integration' });
  const { exitCode, log } = await runGate({ files: red });
  expect(exitCode).toBe(1);
  expect(log).toContain('pull-requests: write');
});

test('a push is judged without a word to GitHub', async () => {
  const { exitCode, step } = await runGate({ files: red, eventName: 'push' });
  expect(exitCode).toBe(1);
  expect(step.outputs.verdict).toBe('fail');
  expect(github.requests).toEqual([]);
});

test('fail-on: never reports and passes', async () => {
  const { exitCode, step } = await runGate({ files: red, inputs: { 'fail-on': 'never' } });
  expect(exitCode).toBe(0);
  expect(step.outcome).toBe('success');
  expect(JSON.parse(step.outputs.counts ?? '').drift).toBeGreaterThan(0);
});

test('the name of a model can neither give the runner a command nor the comment a mark-up', async () => {
  const name = 'models/`<!-- @team ![x](http:x) | -->\n::error title=forged::x.onnx';
  const { exitCode, log, files } = await runGate({ files: { [name]: 'not a model' } });
  expect(exitCode).toBe(1);
  const { models } = resultsSchema.parse(JSON.parse(files.results ?? ''));
  expect(models[0]?.forms[0]?.path).toBe(name);
  expect(log).not.toMatch(/^.*❗ +::error title=forged/m);
  const [marker, state, ...text] = (github.comments[0]?.body ?? '').split('\n');
  for (const line of [marker, state]) expect(line).toMatch(/^<!-- portability-gate: /);
  expect(text.join('\n')).not.toMatch(/<!--|@team|!\[|\n::error/);
});

test.each([
  [
    'an unknown key in the config',
    { 'portability.yml': 'runtime: [openvino]\n' },
    {},
    /portability\.yml:1.*unknown key/,
  ],
  ['a wrong input', {}, { 'fail-on': 'drifts' }, /input fail-on.*"drifts"/],
  ['a folder that is not there', {}, { 'working-directory': 'nowhere' }, /there is no folder "nowhere"/],
])('%s is the user’s mistake: exit code 2, told in words', async (_, extra, inputs, expected) => {
  const { log, step } = await runGate({ files: { ...green, ...extra }, inputs });
  expect(step).toMatchObject({ outcome: 'failure', exitCode: 2 });
  expect(log).toMatch(expected);
  expect(log).not.toMatch(/(\n|%0A)\s+at /);
  expect(step.outputs.verdict).toBe('error');
  expect(github.comments[0]?.body).toMatch(/^### 🔥 Portability.*: the run stopped/m);
});
