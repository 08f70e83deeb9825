/** What happens on acme/models: its workflows under a runner, its pull request 7, GitHub's interface on loopback. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type FakeGithub, type FakeOptions, fakeGithub } from '../github/fake-github.js';
import { commitAll, installAct, makeRepository } from './act.js';
import { denseRepository, type Files } from './dense-repository.js';
import {
  copyActions,
  pullRequestEvent,
  runWorkflows,
  type WorkflowsEnded,
  type WorkflowsRun,
} from './run-workflows.js';

const execute = promisify(execFile);

/** What a test of workflows has; everything but the models is fresh in each test. */
export interface PullRequestRuns {
  readonly github: FakeGithub;
  readonly folder: string;
  /** A model that does what its goldens say, and one that does not. */
  readonly green: Files;
  readonly red: Files;
  /** Another server, in place of the usual one. */
  serve(options: FakeOptions): Promise<void>;
  repository(files: Files): Promise<string>;
  change(root: string, files: Files): Promise<void>;
  git(root: string, ...args: string[]): Promise<string>;
  /** Runs the workflows for the newest commit, which is then that of the pull request. */
  run(root: string, more?: Partial<WorkflowsRun>): Promise<WorkflowsEnded>;
  /** Of the comments, without what lets names break. */
  bodies(): string[];
}

/** For the tests of the file that calls it. */
export function pullRequestRuns(): PullRequestRuns {
  let [act, actions, cache, folder] = ['', '', '', ''];
  let [green, red]: Files[] = [{}, {}];
  let github: FakeGithub;
  let runs = 0;
  beforeAll(async () => {
    act = await installAct();
    actions = await mkdtemp(join(tmpdir(), 'actions-'));
    await copyActions(actions);
    cache = await mkdtemp(join(tmpdir(), 'cache-'));
    green = await denseRepository({ model: 1, golden: 1 });
    red = await denseRepository({ model: 2, golden: 1 });
    return () =>
      Promise.all([actions, `${actions}-dist`, cache].map((made) => rm(made, { recursive: true, force: true })));
  });
  beforeEach(async () => {
    github = await fakeGithub({});
    // What was unpacked and measured stays: only a result is what an earlier test could change.
    await rm(join(cache, 'results'), { recursive: true, force: true });
    folder = await mkdtemp(join(tmpdir(), 'github-'));
  });
  afterEach(async () => {
    await github.close();
    await rm(folder, { recursive: true, force: true });
    expect(github.violations).toEqual([]);
  });
  const git = async (root: string, ...args: string[]) => (await execute('git', ['-C', root, ...args])).stdout.trim();
  return {
    get github() {
      return github;
    },
    get folder() {
      return folder;
    },
    get green() {
      return green ?? {};
    },
    get red() {
      return red ?? {};
    },
    async serve(options) {
      await github.close();
      github = await fakeGithub(options);
    },
    async repository(files) {
      const root = await mkdtemp(join(folder, 'repository-'));
      await makeRepository(root, files);
      return root;
    },
    async change(root, files) {
      for (const [path, content] of Object.entries(files)) await writeFile(join(root, path), content);
      await commitAll(root);
    },
    git,
    async run(root, more = {}) {
      const number = more.run ?? ++runs;
      const sha = await git(root, 'rev-parse', 'HEAD');
      github.heads.newest = sha;
      return runWorkflows({
        ...{ act, actions, repository: root, eventName: 'pull_request', event: pullRequestEvent(sha) },
        ...{ apiUrl: github.url, cache, run: number, store: join(folder, `store-${number}`) },
        ...more,
      });
    },
    bodies: () => github.comments.map(({ body }) => body.replaceAll('<wbr>', '')),
  };
}
