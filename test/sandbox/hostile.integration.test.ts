/** A worker that tries to do everything but compute, at each level and as whoever can be tried here. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workerEnvironment } from '../../src/sandbox/env.js';
import { identity, launcherIn, ownFolder, TRIED } from './ways.js';

const SECRET = 'ghs_CanaryOfTheTests';
const HOSTILE = fileURLToPath(new URL('hostile.py', import.meta.url));

/** What remains possible without namespaces and Landlock, which the report says; everything else never is. */
const WITHOUT_FILES_CUT = /^(read|list|write|replace|remove|add|change|signal the gate|open a setting)/;

function makeWorld(uid: number | undefined) {
  const folder = ownFolder(uid);
  const make = (...steps: string[]) => {
    const path = join(folder, ...steps);
    mkdirSync(path, { recursive: true });
    if (uid !== undefined) chownSync(path, uid, uid);
    return path;
  };
  const secretIn = (path: string) => {
    const file = join(path, 'secret');
    writeFileSync(file, SECRET);
    if (uid !== undefined) chownSync(file, uid, uid);
    return file;
  };
  make('scratch');
  const home = mkdtempSync(join(homedir(), '.portability-test-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const [mine, made] = [make('scratch', 'mine'), make('scratch', 'mine', 'made')];
  const given = secretIn(make('scratch', 'mine', 'given'));
  cpSync(HOSTILE, join(mine, 'given', 'hostile.py'));
  chmodSync(join(mine, 'given', 'hostile.py'), 0o644);
  const secrets = {
    repository: secretIn(make('repository')),
    golden: secretIn(make('repository', 'golden')),
    cache: secretIn(make('cache', 'environments')),
    'another worker': secretIn(make('scratch', 'other', 'made')),
    home: secretIn(home),
  };
  return { folder, made, given, secrets, program: join(mine, 'given', 'hostile.py') };
}

async function listening(server: Server, where: string | number): Promise<void> {
  await new Promise<void>((resolve) => {
    if (typeof where === 'string') server.listen(where, resolve);
    else server.listen(where, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
}

describe.each(TRIED)('$name', ({ way, level, uid, missing }) => {
  test('reaches nothing but what it was given', { timeout: 300_000 }, async ({ skip }) => {
    skip(missing !== null, missing ?? '');
    const { folder, made, given, secrets, program } = makeWorld(uid);
    const socket = join(folder, 'socket');
    const [local, network] = [createServer(), createServer()];
    await listening(local, socket);
    chmodSync(socket, 0o777);
    await listening(network, 0);
    const address = network.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { dev, ino } = statSync('/dev/shm');
    const world = { secrets, given, made, socket, port, gate: process.pid, secret: SECRET, shm: [dev, ino] };
    const [file = '', ...args] = launcherIn(way, folder).launch(
      ['/usr/bin/env', 'python3', program, JSON.stringify(world)],
      {
        read: [join(folder, 'scratch', 'mine', 'given')],
        write: [made],
      },
    );
    const before = Object.values(secrets).map((path) => readFileSync(path, 'utf8'));
    // As of somebody who started the gate with a file open: `exec 9> lock`.
    const open = openSync(secrets.repository, 'r+');
    onTestFinished(() => closeSync(open));
    const child = spawn(file, args, {
      cwd: made,
      stdio: ['pipe', 'pipe', 'pipe', open],
      env: workerEnvironment(
        { ...process.env, PATH: '/usr/bin:/bin', GITHUB_TOKEN: SECRET },
        { scratch: made, threads: 1 },
      ),
      ...identity(uid),
    });
    const said = await outputOf(child);
    const outcomes: Record<string, string | null> = JSON.parse(said);
    const succeeded = Object.keys(outcomes).filter((name) => outcomes[name] === null);
    const confined = level !== 'environment';
    expect(Object.keys(outcomes).length).toBeGreaterThan(75);
    expect(confined ? succeeded : succeeded.filter((name) => !WITHOUT_FILES_CUT.test(name))).toEqual([]);
    if (confined) expect(Object.values(secrets).map((path) => readFileSync(path, 'utf8'))).toEqual(before);
  });

  test('ends as the worker ends', { timeout: 300_000 }, ({ skip }) => {
    skip(missing !== null, missing ?? '');
    const folder = ownFolder(uid);
    const run = (script: string) => {
      const [file = '', ...args] = launcherIn(way, folder).launch(['/bin/sh', '-c', script], {
        read: [],
        write: [folder],
      });
      const { status, signal, stdout } = spawnSync(file, args, {
        cwd: folder,
        encoding: 'utf8',
        input: 'asked',
        ...identity(uid),
      });
      return { status, signal, stdout };
    };
    expect(run('cat; exit 3')).toEqual({ status: 3, signal: null, stdout: 'asked' });
    expect(run('kill -SEGV $$')).toMatchObject({ status: null, signal: 'SIGSEGV' });
    expect(run('kill -KILL $$')).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  /** A worker whose child leaves its session and group, and writes to a file for ever. */
  const OUTLIVES = `setsid sh -c 'trap "" TERM HUP INT; while :; do date +%s%N > beat; sleep 0.05; done' < /dev/null > /dev/null 2>&1 & sleep 1000`;

  test('what it started ends with it, wherever it went', { timeout: 300_000 }, async ({ skip }) => {
    skip(missing !== null, missing ?? '');
    const folder = ownFolder(uid);
    const [file = '', ...args] = launcherIn(way, folder).launch(['/bin/sh', '-c', OUTLIVES], {
      read: [],
      write: [folder],
    });
    const child = spawn(file, args, { cwd: folder, stdio: 'ignore', detached: true, ...identity(uid) });
    await beats(folder);
    child.kill('SIGTERM');
    await stops(folder);
  });

  test('it ends with the gate, however that ends', { timeout: 300_000 }, async ({ skip }) => {
    skip(missing !== null, missing ?? '');
    const folder = ownFolder(uid);
    const command = launcherIn(way, folder).launch(['/bin/sh', '-c', OUTLIVES], { read: [], write: [folder] });
    const script = `
      const [file, ...args] = ${JSON.stringify(command)}.map((one) => one.replace('"gate":${process.pid}', '"gate":' + process.pid));
      require('node:child_process').spawn(file, args, { cwd: ${JSON.stringify(folder)}, stdio: 'ignore', detached: true });
      setInterval(() => {}, 1000);`;
    const gate = spawn(process.execPath, ['-e', script], { stdio: 'inherit', ...identity(uid) });
    await beats(folder);
    gate.kill('SIGKILL');
    await stops(folder);
  });
});

async function outputOf(child: ChildProcess): Promise<string> {
  let out = '';
  let problems = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (problems += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  if (out === '') throw new Error(problems);
  return out;
}

const beatOf = (folder: string) => (existsSync(join(folder, 'beat')) ? readFileSync(join(folder, 'beat'), 'utf8') : '');
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function beats(folder: string): Promise<void> {
  while (beatOf(folder) === '') await wait(20);
}

/** Waits until nothing has been written for a second. */
async function stops(folder: string): Promise<void> {
  for (let last = ''; ; ) {
    const now = beatOf(folder);
    if (now !== '' && now === last) return;
    last = now;
    await wait(1000);
  }
}
