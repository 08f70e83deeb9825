/** Real worker processes whose behaviour a test writes down. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Worker, type WorkerCommand } from '../../src/worker/worker.js';
import { WorkerFolder } from '../../src/worker/worker-folder.js';

/** Seconds for what a test is not about: longer than the runner of the tests waits, however busy the machine. */
export const NEVER = 600;

/** What every script has at hand: `send`, `ready`, `onRequest`, and `argv[2]`, a folder of its own. */
const PRELUDE = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
const folder = process.argv[2];
const note = (name, text) => writeFileSync(join(folder, name), String(text));
const send = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const ready = (version = '1.0') => send({ event: 'ready', protocol: 1, version });
const onRequest = (answer) => createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)));
const sleeper = (options) => spawn(process.execPath, ['-e', 'setTimeout(() => {}, ' + 1000 * ${NEVER} + ')'], options);
const forever = () => { for (;;); };
`;

export interface ScriptedCommand {
  readonly command: WorkerCommand;
  /** The command of another worker, with a folder of its own. */
  another(): WorkerCommand;
  /** Where the script's notes lie. */
  readonly folder: string;
  readonly abort: AbortController;
}

export function scripted(script: string, changes: Partial<WorkerCommand> = {}): ScriptedCommand {
  const folder = mkdtempSync(join(tmpdir(), 'portability-worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, PRELUDE + script);
  const abort = new AbortController();
  const command: WorkerCommand = {
    argv: [process.execPath, file, folder],
    env: {},
    folder: WorkerFolder.create(folder, false),
    ends: false,
    memoryBytes: 2 ** 31,
    startSeconds: NEVER,
    signal: abort.signal,
    ...changes,
  };
  const another = () => ({ ...command, folder: WorkerFolder.create(folder, false) });
  return { command, another, folder, abort };
}

/** A started worker, closed with the test. */
export async function start(command: WorkerCommand): Promise<Worker> {
  const started = await Worker.start(command);
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  onTestFinished(() => started.value.close());
  return started.value;
}

/** Waits until there is no such process, which for one that stays never comes; a zombie counts as gone. */
export async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !stateOf(pid).startsWith('Z');
}

function stateOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
  } catch {
    return 'Z';
  }
}
