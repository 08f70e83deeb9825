import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resultsSchema } from '../../src/results/schema.js';
import { childrenOf } from '../../src/worker/process-tree.js';
import type { Busy } from './busy.js';

/** What was seen when a command was interrupted at several moments. */
export interface Interrupts {
  readonly interrupts: number;
  readonly slowestMs: number;
  /** The longest that the process which does the work has outlived an interrupt. */
  readonly slowestWorkMs: number;
  /** How long a command takes here that does nothing: the reporting of an interrupt starts one. */
  readonly startMs: number;
  /** Ends with another exit code than that of the signal. */
  readonly otherCodes: number;
  /** Processes that outlive the gate. */
  readonly processes: number;
  /** Files in the folder for temporary ones. */
  readonly files: number;
  /** Reports that are not whole, or do not say that the run stopped. */
  readonly broken: number;
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;
/** A command that takes longer by itself is interrupted within this time. */
const LONGEST_MS = 15_000;
const REPORT = 'stopped.json';
/** Exit code of wrong usage or configuration. */
const REFUSED = 2;

/** Interrupts the command at so many moments, spread over the time that it takes by itself, with SIGINT and SIGTERM in turn. */
export async function interrupted({ args, files, env = {}, prepare }: Busy, moments: number): Promise<Interrupts> {
  const root = mkdtempSync(join(tmpdir(), 'interrupts-'));
  try {
    const repository = join(root, 'repository');
    for (const [path, content] of await files()) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), content);
    }
    execFileSync('git', ['init', '--quiet'], { cwd: repository });
    execFileSync('git', ['add', '--all'], { cwd: repository });
    const start = () => {
      const temporary = mkdtempSync(join(root, 'tmp-'));
      prepare?.(root);
      rmSync(join(repository, REPORT), { force: true });
      const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), ...args], {
        cwd: repository,
        env: { ...process.env, TMPDIR: temporary, ...filled(env, root, `${temporary}-cache`) },
        stdio: 'ignore',
      });
      const end = new Promise<number | null>((settle) => child.once('exit', (code) => settle(code)));
      return { child, end, temporary, since: performance.now() };
    };
    const whole = start();
    await Promise.race([whole.end, sleep(LONGEST_MS)]);
    const wholeMs = performance.now() - whole.since;
    whole.child.kill('SIGTERM');
    const by = await whole.end;
    const idleMs = startMs();
    if (by === REFUSED && wholeMs < 2 * idleMs) throw new Error(`${args.join(' ')} is refused, so nothing is busy`);
    const seen = {
      interrupts: 0,
      slowestMs: 0,
      slowestWorkMs: 0,
      startMs: idleMs,
      otherCodes: 0,
      processes: 0,
      files: 0,
      broken: 0,
    };
    for (let moment = 0; moment < moments; moment += 1) {
      const [signal, expected] = SIGNALS[moment % SIGNALS.length] ?? SIGNALS[0];
      const { child, end, temporary } = start();
      await Promise.race([end, sleep((wholeMs * (moment + 0.7)) / moments)]);
      if (child.exitCode !== null) continue;
      const [work] = child.pid === undefined ? [] : childrenOf(child.pid);
      const before = performance.now();
      child.kill(signal);
      const workMs = work === undefined ? 0 : await lifeOf(work);
      const code = await end;
      // It has come to its own end at the same moment.
      if (code === by) continue;
      seen.interrupts += 1;
      seen.slowestWorkMs = Math.max(seen.slowestWorkMs, workMs);
      seen.slowestMs = Math.max(seen.slowestMs, performance.now() - before);
      // Before the program listens, the signal itself ends it.
      if (code !== expected && child.signalCode !== signal) seen.otherCodes += 1;
      seen.processes += named(temporary);
      seen.files += readdirSync(temporary).length;
      if (isBroken(join(repository, REPORT))) seen.broken += 1;
    }
    return seen;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function filled(env: Readonly<Record<string, string>>, root: string, fresh: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace('ROOT', root).replace('FRESH', fresh)]),
  );
}

/** Milliseconds until a process has ended. */
async function lifeOf(pid: number): Promise<number> {
  const since = performance.now();
  while (existsSync(`/proc/${pid}/exe`)) await sleep(5);
  return performance.now() - since;
}

function startMs(): number {
  const since = performance.now();
  execFileSync(process.execPath, [resolve('lib/bin/cli.js'), '--version']);
  return performance.now() - since;
}

/** Processes with the text in their command line. */
function named(text: string): number {
  const all = execFileSync('ps', ['-axo', 'args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(text)).length;
}

/** There need not be any: nothing was judged before the interrupt. */
function isBroken(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const { verdict } = resultsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    // Also a run that was complete, and was interrupted after its report was written.
    return !['error', 'pass', 'fail'].includes(verdict);
  } catch {
    return true;
  }
}
