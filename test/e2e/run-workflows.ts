import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VERSION } from '../../src/version.js';
import { fakeArtifacts } from '../github/fake-artifacts.js';
import { copyAction, runProgram } from './act.js';

const ACTIONS = 'model-portability-gate/model-portability-gate';
const REUSABLE = '.github/workflows/portability.yml';
const STAND_INS = resolve('test', 'e2e', 'stand-ins');
const LABELS = ['ubuntu-latest', 'ubuntu-24.04', 'ubuntu-24.04-arm'];

export interface WorkflowsRun {
  readonly act: string;
  /** The actions and the reusable workflow, as `copyActions` made them. */
  readonly actions: string;
  /** A git repository with models and workflows. */
  readonly repository: string;
  readonly eventName: string;
  readonly event: unknown;
  readonly apiUrl: string;
  /** Folder that the gate keeps between runs. */
  readonly cache: string;
  /** Number of the run, and which attempt of it. */
  readonly run: number;
  readonly attempt?: number;
  /** Artifacts of earlier attempts of the run, and then of this one. */
  readonly store: string;
  /** Variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
  /** The workflow to run, where there are several. */
  readonly workflow?: string;
}

export interface WorkflowsEnded {
  readonly exitCode: number | null;
  readonly log: string;
  /** Artifacts that the actions themselves have made: zips by name. */
  readonly reports: ReadonlyMap<string, Buffer>;
}

/** The actions as a runner fetches them, with the reusable workflow, which says on which platform a part is to run. */
export async function copyActions(target: string): Promise<void> {
  await copyAction(target);
  // act copies the action for every step; a link is quickly copied.
  const dist = join(target, 'dist');
  await rename(dist, `${target}-dist`);
  await symlink(`${target}-dist`, dist);
  const text = await readFile(REUSABLE, 'utf8');
  const marked = text.replace(
    /^ {4}runs-on: .*matrix\.runs-on.*\n/m,
    (line) => `${line}    env: { PLATFORM: "\${{ matrix.platform }}" }\n`,
  );
  if (marked === text) throw new Error('the reusable workflow has no job for the parts');
  await mkdir(join(target, '.github', 'workflows'), { recursive: true });
  await writeFile(join(target, REUSABLE), marked);
}

/** Runs the workflows of a repository as they stand, every action of GitHub's replaced by a stand-in. */
export async function runWorkflows(options: WorkflowsRun): Promise<WorkflowsEnded> {
  const { act, actions, repository, eventName, event, apiUrl, cache, run, attempt = 1, store, env = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  const reports = await fakeArtifacts();
  try {
    await mkdir(store, { recursive: true });
    await writeFile(join(folder, 'event.json'), JSON.stringify(event));
    const variables = {
      ACTIONS_RESULTS_URL: reports.url,
      ACTIONS_RUNTIME_TOKEN: reports.token,
      GITHUB_API_URL: apiUrl,
      GITHUB_REPOSITORY: 'acme/models',
      GITHUB_RUN_ID: String(run),
      GITHUB_RUN_ATTEMPT: String(attempt),
      NODE_OPTIONS: `--import=${join(STAND_INS, 'in-parts.mjs')}`,
      PORTABILITY_CACHE: cache,
      STAND_IN_STORE: store,
      ...env,
    };
    const ended = await runProgram(
      act,
      [
        ...[
          eventName,
          '--eventpath',
          join(folder, 'event.json'),
          '--no-cache-server',
          '--secret',
          'GITHUB_TOKEN=secret-token',
        ],
        ...(options.workflow === undefined ? [] : ['--workflows', join(repository, options.workflow)]),
        ...LABELS.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
        ...(await replaced(repository, actions)).flatMap((one) => ['--local-repository', one]),
        ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ],
      { cwd: repository, cache: join(folder, 'cache'), path: await programs(folder) },
    );
    return { ...ended, reports: new Map(reports.finished) };
  } finally {
    await reports.close();
    // Of a runner that was ended for taking too long, something may still write.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  }
}

/** What stands for each action that the workflows or ours use, as act is told. */
async function replaced(repository: string, actions: string): Promise<readonly string[]> {
  const workflows = join(repository, '.github', 'workflows');
  const texts = await Promise.all([
    ...(await readdir(workflows)).map((name) => readFile(join(workflows, name), 'utf8')),
    readFile(join(actions, REUSABLE), 'utf8'),
    readFile(join(actions, 'cache', 'action.yml'), 'utf8'),
  ]);
  const uses = texts.flatMap((text) => [...text.matchAll(/uses: *([\w-]+\/[\w-]+)[^@\s]*@(\S+)/g)]);
  return [
    ...new Set(
      uses.flatMap(([, repo = '', ref = '']) => {
        if (repo === ACTIONS) return [`${repo}@${ref}=${actions}`];
        const name = repo.replace('actions/', '');
        // act itself stands for the checkout.
        return name === 'checkout' ? [] : [`${repo}@${ref}=${join(STAND_INS, name)}`];
      }),
    ),
  ];
}

/** A folder with an `npx` that runs the command line of this repository for the package's name and nothing else. */
async function programs(folder: string): Promise<string> {
  const path = join(folder, 'programs');
  await mkdir(path);
  const cli = resolve('lib', 'bin', 'cli.js');
  const npx = [
    '#!/bin/sh',
    `test "$1 $2" = "--yes model-portability-gate@${VERSION}" || { echo "npx $*" >&2; exit 9; }`,
    `shift 2; exec "${process.execPath}" "${cli}" "$@"`,
    '',
  ].join('\n');
  await writeFile(join(path, 'npx'), npx);
  await chmod(join(path, 'npx'), 0o755);
  return path;
}

/** Of a pull request into `main`, as GitHub sends it. */
export function pullRequestEvent(sha: string, from = 'acme/models'): object {
  const head = { sha, ref: 'topic', repo: { full_name: from } };
  return { number: 7, pull_request: { number: 7, head, base: { ref: 'main', sha: 'b'.repeat(40) } } };
}

/** Copies what is in a folder, as another run finds it. */
export function copyFolder(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true });
}
