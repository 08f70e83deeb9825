/** Interrupts of a program that is too busy to hear them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { OWN_ERROR, REFUSAL, supervisionIn } from '../../src/host/supervision.js';

const OWN_ERRORS = JSON.stringify(pathToFileURL(resolve('lib/bin/end-by-own-error.js')).href);

const ENDS_WITH_IT = JSON.stringify(pathToFileURL(resolve('lib/bin/end-with-supervisor.js')).href);

/** Starts a process that leaves its group and ignores what asks it to end, and is then busy for ever. */
const BUSY = `
const { spawn } = require('node:child_process');
const { appendFileSync, readFileSync, writeFileSync, mkdirSync, rmSync } = require('node:fs');
const { PORTABILITY_SUPERVISED: scratch, PORTABILITY_ENDED: ended, FOLDER: folder } = process.env;
const say = (name, text) => writeFileSync(folder + '/' + name, text);
if (ended !== undefined) {
  if (process.argv[2] === 'echo') {
    // The first report is asked to end before it listens, as a group of processes is.
    appendFileSync(folder + '/starts', '.');
    if (readFileSync(folder + '/starts', 'utf8') === '.') process.kill(process.pid, 'SIGTERM');
  }
  say('reported', ended);
  rmSync(scratch, { recursive: true });
  if (process.argv[2].endsWith('-report')) for (;;);
} else {
  mkdirSync(scratch);
  mkdirSync(folder + '/half-installed');
  writeFileSync(scratch + '/unfinished.jsonl', JSON.stringify(folder + '/half-installed') + '\\n');
  const idle = 'process.on("SIGTERM", () => {}); process.send("ready"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', idle], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.once('message', () => {
    say('pids', JSON.stringify({ scratch, pids: [process.pid, child.pid] }));
    if (process.argv[2] === 'dies') process.kill(process.pid, 'SIGKILL');
    if (process.argv[2] === 'ends') process.exit(7);
    if (process.argv[2] === 'orphan')
      return import(${ENDS_WITH_IT}).then(({ endWithSupervisor }) => {
        endWithSupervisor(process.env);
        say('busy', 'yes');
        for (;;);
      });
    if (process.argv[2] === 'throws')
      return import(${OWN_ERRORS}).then(({ endByOwnError }) => {
        endByOwnError(process.env);
        setTimeout(() => { throw new Error('nobody catches this'); });
      });
    if (process.argv[2] === 'refused')
      return import(${OWN_ERRORS}).then(({ endByOwnError }) => {
        endByOwnError(process.env);
        setTimeout(() => { throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' }); });
      });
    for (;;);
  });
}
`;

interface Supervised {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly code: Promise<number | null>;
}

function supervised(how: string): Supervised {
  const folder = mkdtempSync(join(tmpdir(), 'supervise-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'busy.cjs');
  writeFileSync(program, BUSY);
  const about = JSON.stringify({ program, args: [how], reportMs: how === 'slow-report' ? 500 : 60_000 });
  const main = join(folder, 'main.mjs');
  const { href } = pathToFileURL(resolve('lib/bin/supervise.js'));
  writeFileSync(
    main,
    `import { supervise } from ${JSON.stringify(href)};
    await supervise({ ...${about}, hasReport: () => ${how !== 'nothing-to-report'} });`,
  );
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, FOLDER: folder },
    stdio: 'inherit',
  });
  return { child, folder, code: new Promise((settle) => child.once('exit', settle)) };
}

async function seen(path: string): Promise<string> {
  while (!existsSync(path) || readFileSync(path, 'utf8') === '') await new Promise((wake) => setTimeout(wake, 20));
  return readFileSync(path, 'utf8');
}

function runs(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const reported = (folder: string) =>
  supervisionIn({ PORTABILITY_SUPERVISED: '', PORTABILITY_ENDED: readFileSync(join(folder, 'reported'), 'utf8') })
    ?.ended;

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends a busy program and what it started, and has it report', async (signal, code) => {
  const { child, folder, code: end } = supervised('busy');
  const { scratch, pids } = JSON.parse(await seen(join(folder, 'pids')));
  child.kill(signal);
  expect(await end).toBe(code);
  expect(pids.filter(runs)).toEqual([]);
  expect(reported(folder)).toEqual({ signal, asked: true });
  expect([scratch, join(folder, 'half-installed')].filter(existsSync)).toEqual([]);
});

onLinux('where nothing was found, no program is started to report it', async () => {
  const { child, folder, code } = supervised('nothing-to-report');
  const { scratch, pids } = JSON.parse(await seen(join(folder, 'pids')));
  child.kill('SIGTERM');
  expect(await code).toBe(143);
  expect(pids.filter(runs)).toEqual([]);
  expect(existsSync(join(folder, 'reported'))).toBe(false);
  expect(existsSync(scratch)).toBe(false);
});

onLinux('a report that takes too long is ended as well', async () => {
  const { child, folder, code } = supervised('slow-report');
  await seen(join(folder, 'pids'));
  child.kill('SIGTERM');
  expect(await code).toBe(143);
});

onLinux('whoever asks twice waits for no report', async () => {
  const { child, folder, code } = supervised('hanging-report');
  await seen(join(folder, 'pids'));
  child.kill('SIGINT');
  await seen(join(folder, 'reported'));
  const again = setInterval(() => child.kill('SIGINT'), 200);
  onTestFinished(() => clearInterval(again));
  expect(await code).toBe(130);
});

onLinux('an echo of the interrupt does not end the report, as `timeout` sends its signal twice', async () => {
  const { child, folder, code } = supervised('echo');
  await seen(join(folder, 'pids'));
  child.kill('SIGINT');
  child.kill('SIGTERM');
  // Of two signals that wait, either may come first.
  expect([130, 143]).toContain(await code);
  expect(reported(folder)).toMatchObject({ asked: true });
});

onLinux('a busy program ends with a supervisor that is killed', async () => {
  const { child, folder, code } = supervised('orphan');
  const { scratch, pids } = JSON.parse(await seen(join(folder, 'pids')));
  await seen(join(folder, 'busy'));
  child.kill('SIGKILL');
  expect(await code).toBe(null);
  while (runs(pids[0])) await new Promise((wake) => setTimeout(wake, 50));
  expect(existsSync(scratch)).toBe(false);
  for (const pid of pids.slice(1).filter(runs)) process.kill(pid, 'SIGKILL');
});

onLinux('a program that dies is reported, as an error of the environment', async () => {
  const { folder, code } = supervised('dies');
  const { scratch, pids } = JSON.parse(await seen(join(folder, 'pids')));
  expect(await code).toBe(3);
  expect(reported(folder)).toEqual({ signal: 'SIGKILL', asked: false });
  expect(existsSync(scratch)).toBe(false);
  // Its parent is gone: nobody knows that it was part of the run. A worker would have ended with the gate.
  for (const pid of pids.slice(1).filter(runs)) process.kill(pid, 'SIGKILL');
});

onLinux('an exception that nobody catches is reported, and is no verdict', async () => {
  const { folder, code } = supervised('throws');
  const { scratch, pids } = JSON.parse(await seen(join(folder, 'pids')));
  expect(await code).toBe(3);
  expect(reported(folder)).toEqual({ signal: OWN_ERROR, asked: false });
  expect(existsSync(scratch)).toBe(false);
  for (const pid of pids.slice(1).filter(runs)) process.kill(pid, 'SIGKILL');
});

onLinux('what the system refuses is no bug of the gate', async () => {
  const { folder, code } = supervised('refused');
  const { pids } = JSON.parse(await seen(join(folder, 'pids')));
  expect(await code).toBe(3);
  expect(reported(folder)).toEqual({ signal: REFUSAL, asked: false });
  for (const pid of pids.slice(1).filter(runs)) process.kill(pid, 'SIGKILL');
});

onLinux('in a folder that somebody has removed it says so, and ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gone-'));
  const [program, ...args] = [
    '-c',
    'rm -r "$PWD"; exec "$@"',
    'sh',
    process.execPath,
    resolve('lib/bin/cli.js'),
    'run',
  ];
  const child = spawn('/bin/sh', [program, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  expect(await new Promise((settle) => child.once('close', settle))).toBe(3);
  expect(said).toMatch(/^error the working directory does not exist any more/);
});

onLinux('a program that ends by itself gives its exit code', async () => {
  const { folder, code } = supervised('ends');
  const { pids } = JSON.parse(await seen(join(folder, 'pids')));
  expect(await code).toBe(7);
  expect(existsSync(join(folder, 'reported'))).toBe(false);
  for (const pid of pids.slice(1).filter(runs)) process.kill(pid, 'SIGKILL');
});

test('a program that cannot be started is an error of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'supervise-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const main = join(folder, 'main.mjs');
  const { href } = pathToFileURL(resolve('lib/bin/supervise.js'));
  writeFileSync(
    main,
    `Object.defineProperty(process, 'execPath', { value: ${JSON.stringify(folder)} });
    const { supervise } = await import(${JSON.stringify(href)});
    await supervise({ program: 'none', args: [], reportMs: 1000, hasReport: () => false });`,
  );
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
  expect(status).toBe(3);
  expect(stderr).toContain('the system does not permit it');
});
