import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { INTERRUPTS, scratchName } from '../host/create-host.js';
import { environment } from '../host/environment.js';
import { removeFolder } from '../host/remove-folder.js';
import { CRASHED, type End, OWN_ERROR, REFUSAL, REFUSED, supervisionVariables } from '../host/supervision.js';
import { unfinishedFolders } from '../host/unfinished.js';
import { inertText } from '../host/workflow-commands.js';
import { endTree } from '../worker/end-tree.js';
import { exitCodeOf, stopped } from './stopped.js';

export interface Supervised {
  /** A file that Node.js runs. */
  readonly program: string;
  readonly args: readonly string[];
  /** How long reporting an end may take. */
  readonly reportMs: number;
  /** Tells the user that the program was ended, where the program itself will not. */
  say?(end: End): void;
  /** Whether an ended program has left anything to report, for which it is started again. */
  hasReport(scratch: string): boolean;
}

/**
 * Runs a program in a process of its own, and ends as it does. Interrupts come to this process, which does nothing else
 * and so is never busy: it ends the other one at once, whatever that is reading, comparing or drawing, with everything
 * that it started, and starts it again if it had found anything to report. The same happens when the program dies.
 */
export async function supervise({ program, args, reportMs, say, hasReport }: Supervised): Promise<void> {
  const scratch = scratchName(environment());
  const start = (ended: End | null) =>
    spawn(process.execPath, [...process.execArgv, program, ...args], {
      // The channel closes when this process ends, by whatever.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...environment(), ...supervisionVariables({ scratch, ended }) },
    });
  const interrupts = listen();
  const work = start(null);
  const interrupted = interrupts.first.then((signal) => endedBy(signal, true));
  const { code, ended } = await Promise.race([endOf(work), interrupted]).catch(notStarted);
  process.exitCode = code;
  if (ended !== null) {
    // The process itself has ended when the call returns; what it started takes a moment.
    const tree = work.pid === undefined ? undefined : endTree(work.pid);
    // Whoever reports the end removes the scratch folder.
    const unfinished = unfinishedFolders({ scratch });
    say?.(ended);
    if (hasReport(scratch)) await inTime(() => start(ended), reportMs, interrupts.second);
    await tree;
    unfinished.forEach(removeFolder);
  }
  removeFolder(scratch);
  interrupts.ignore();
}

/** As with too many files open, or no further process allowed. */
function notStarted(error: unknown): Ended {
  const { exitCode, message } = stopped(error);
  process.stderr.write(`${inertText(message)}\n`);
  return { code: exitCode, ended: null };
}

/** Waits for a report, which is ended when it takes too long or somebody interrupts again. */
async function inTime(start: () => ChildProcess, ms: number, interrupt: Promise<NodeJS.Signals>): Promise<void> {
  const enough = new AbortController();
  const late = sleep(ms, 'late' as const, { signal: enough.signal }).catch(() => 'late' as const);
  const again = interrupt.then(() => 'again' as const);
  for (;;) {
    const report = start();
    const end = await Promise.race([endOf(report), late, again]);
    // An echo of the interrupt has reached it before it could listen.
    if (typeof end === 'object' && end.ended?.asked === true) continue;
    enough.abort();
    if (report.exitCode === null && report.signalCode === null && report.pid !== undefined) await endTree(report.pid);
    return;
  }
}

interface Interrupts {
  readonly first: Promise<NodeJS.Signals>;
  /** Whoever interrupts twice waits for no report. */
  readonly second: Promise<NodeJS.Signals>;
  ignore(): void;
}

/** `timeout` sends its signal to the program and to the group, and npx passes on what the terminal sends to both. */
const ECHO_MS = 1000;

function listen(): Interrupts {
  const waiting: ((signal: NodeJS.Signals) => void)[] = [];
  const next = () => new Promise<NodeJS.Signals>((resolve) => waiting.push(resolve));
  let deafUntil = 0;
  const hear = (signal: NodeJS.Signals) => {
    if (performance.now() < deafUntil) return;
    deafUntil = performance.now() + ECHO_MS;
    waiting.shift()?.(signal);
  };
  for (const name of INTERRUPTS) process.on(name, hear);
  return {
    first: next(),
    second: next(),
    ignore() {
      for (const name of INTERRUPTS) process.off(name, hear);
    },
  };
}

interface Ended {
  readonly code: number;
  /** Null when the process has ended by itself. */
  readonly ended: End | null;
}

function endedBy(signal: string, asked: boolean): Ended {
  const ended = { signal, asked };
  return { code: exitCodeOf(ended), ended };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      // Who asks a whole group of processes may be heard here later than the program has ended by it.
      if (signal !== null)
        resolve(
          endedBy(
            signal,
            INTERRUPTS.some((name) => name === signal),
          ),
        );
      else if (code === CRASHED) resolve(endedBy(OWN_ERROR, false));
      else if (code === REFUSED) resolve(endedBy(REFUSAL, false));
      else resolve({ code: code ?? 0, ended: null });
    });
  });
}
