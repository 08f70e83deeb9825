import { type ChildProcess, spawn } from 'node:child_process';
import { setImmediate as immediate } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import { Tail } from '../host/tail.js';
import type { Failure, Outcome } from './failure.js';
import { onLines } from './lines.js';
import { treeUsage } from './process-tree.js';
import { type ConvertRequest, type Request, workerLineSchema } from './protocol.js';
import type { WorkerFolder } from './worker-folder.js';

export interface WorkerCommand {
  /** Executable and arguments; never a shell. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment of the child: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Its own; removed when it has ended. */
  readonly folder: WorkerFolder;
  /** Whether the command ends what it started when it is asked to: see sandbox/launcher.ts. */
  readonly ends: boolean;
  /** Memory of the worker and what it started, above which it is ended; in bytes. */
  readonly memoryBytes: number;
  /** Seconds that importing the framework may take. */
  readonly startSeconds: number;
  readonly signal: AbortSignal;
}

const STDERR_KEPT = 64 << 10;
/** A longer line on the protocol channel is not an answer: answers are small. */
const LINE_LIMIT = 8 << 20;
const LOOK_MS = process.platform === 'linux' ? 100 : 1000;
/** A worker that waits for a job is looked at less often: a wide matrix has dozens of them, with many threads each. */
const IDLE_LOOK_MS = 2000;
/** More than any framework starts. */
const MOST_PROCESSES = 256;
/** How long a launcher may take to end a worker before it is killed itself. */
const GRACE_MS = 2000;
/** Its folder is measured at every so many looks. */
const LOOKS_A_FOLDER = 10;
/** How long the pipes of an ended worker may stay open: a process that left its group may keep them open for ever. */
const LINGER_MS = 500;

/**
 * One child process that speaks the worker protocol. It is started as the leader of its own process group, so that
 * whatever it starts ends with it. After a failure other than an ordinary error the worker is gone: start another.
 */
export class Worker {
  readonly #child: ChildProcess;
  readonly #stderr = new Tail(STDERR_KEPT);
  readonly #command: WorkerCommand;
  readonly #exit: Promise<void>;
  #waiting: { id: number; resolve: (outcome: Outcome<unknown>) => void } | undefined;
  #nextId = 1;
  #death: Failure | undefined;
  #ending: Failure | undefined;
  #watch: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;
  #looks = 0;
  #bytes: number | null = null;
  #ready = false;
  /** Version of the framework, as the worker reports it. */
  version = '';

  private constructor(command: WorkerCommand) {
    this.#command = command;
    const [file, ...args] = command.argv;
    this.#child = spawn(file, args, {
      cwd: command.folder.home,
      env: { ...command.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    // A dead worker is reported by its exit, not by the broken pipe.
    this.#child.stdin?.on('error', () => {});
    this.#exit = new Promise((resolve) => {
      let left = false;
      const leave = (failure: Failure) => {
        if (left) return;
        left = true;
        clearInterval(this.#watch);
        clearTimeout(this.#grace);
        command.signal.removeEventListener('abort', this.#abort);
        this.#death = this.#ending ?? failure;
        this.#waiting?.resolve({ ok: false, failure: this.#death });
        this.#waiting = undefined;
        resolve();
      };
      this.#child.on('error', (error) =>
        leave({ kind: 'never-started', message: error.message, stderr: this.#stderr.text() }),
      );
      // What it started is killed at once: it may keep the pipes open, and 'close' waits for their end.
      this.#child.on('exit', () => {
        this.#killGroup();
        setTimeout(() => this.#letGo(), LINGER_MS).unref();
      });
      this.#child.on('close', (code, signal) => leave({ kind: 'crashed', signal, code, stderr: this.#stderr.text() }));
    });
    command.signal.addEventListener('abort', this.#abort);
    if (command.signal.aborted) this.#abort();
    let turn = 0;
    this.#watch = setInterval(() => {
      turn += 1;
      if (this.#waiting !== undefined || turn % (IDLE_LOOK_MS / LOOK_MS) === 0) this.#look();
    }, LOOK_MS);
    this.#watch.unref();
  }

  /** Starts the process and waits until its framework is imported. */
  static async start(command: WorkerCommand): Promise<Outcome<Worker>> {
    const worker = new Worker(command);
    const ready = await worker.#answer(0, command.startSeconds);
    if (ready.ok) return { ok: true, value: worker };
    await worker.close();
    if (ready.failure.kind === 'timed-out') {
      const message = `it was not ready after ${command.startSeconds} s; limits.start in the config sets how long it may take`;
      return { ok: false, failure: { kind: 'never-started', message, stderr: ready.failure.stderr } };
    }
    if (ready.failure.kind !== 'crashed') return ready;
    const { signal, code, stderr } = ready.failure;
    const message = `it ended ${signal === null ? `with exit code ${code}` : `by ${signal}`} before it was ready`;
    return { ok: false, failure: signal === null ? { kind: 'never-started', message, stderr } : ready.failure };
  }

  get alive(): boolean {
    return this.#death === undefined && this.#ending === undefined;
  }

  /** What is passed to the worker, and comes from it. */
  get folder(): WorkerFolder {
    return this.#command.folder;
  }

  /** Memory that it and what it started used when it was last looked at, in bytes; 0 where that is unknown. */
  residentBytes(): number {
    if (this.#bytes === null) this.#look();
    return this.#bytes ?? 0;
  }

  /** Sends one request and waits for its answer, at most `seconds`; a worker that takes longer is killed. */
  async request(request: Request | ConvertRequest, seconds: number): Promise<Outcome<unknown>> {
    if (request.method === 'load' || request.method === 'convert') {
      // What was written about another model is none of this one's. It may lie beside the last answer, not read yet.
      await immediate();
      this.#stderr.clear();
    }
    if (this.#death !== undefined) return { ok: false, failure: this.#death };
    const id = this.#nextId++;
    const answer = this.#answer(id, seconds);
    this.#child.stdin?.write(`${oneLine({ id, ...request })}\n`);
    return answer;
  }

  /**
   * Ends the worker and what it started, at once: nothing that it does after its last answer is needed, and the gate
   * removes the folders with its files.
   */
  async close(): Promise<void> {
    this.#kill();
    await this.#exit;
    await this.folder.remove();
  }

  #answer(id: number, seconds: number): Promise<Outcome<unknown>> {
    if (id === 0) this.#listen();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#end({ kind: 'timed-out', seconds, stderr: this.#stderr.text() });
      }, seconds * 1000);
      this.#waiting = {
        id,
        resolve: (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        },
      };
    });
  }

  #listen(): void {
    const { stdout } = this.#child;
    if (stdout === null) return;
    onLines(stdout, LINE_LIMIT, {
      line: (line) => this.#receive(line),
      tooLong: () =>
        this.#end({
          kind: 'failed',
          type: 'ProtocolError',
          message: `the worker wrote a line of more than ${LINE_LIMIT / 2 ** 20} MiB`,
        }),
    });
  }

  #receive(line: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch (error) {
      this.#end({
        kind: 'failed',
        type: 'ProtocolError',
        message: `the worker wrote ${JSON.stringify(line.slice(0, 80))}: ${messageOf(error)}`,
      });
      return;
    }
    const message = workerLineSchema.safeParse(parsed);
    if (!message.success) {
      this.#end({
        kind: 'failed',
        type: 'ProtocolError',
        message: `the worker wrote ${JSON.stringify(line.slice(0, 80))}`,
      });
      return;
    }
    const { data } = message;
    if ('event' in data && this.#ready) {
      // It has said what it is, and may not become another.
      if (data.event === 'broken')
        this.#end({ kind: 'failed', type: 'ProtocolError', message: 'the worker wrote "broken" after it was ready' });
    } else if ('event' in data) {
      if (data.event === 'ready') {
        this.#ready = true;
        this.version = data.version;
        this.#settle(0, { ok: true, value: undefined });
      } else {
        this.#ending = { kind: 'never-started', message: `${data.type}: ${data.message}`, stderr: this.#stderr.text() };
        this.#kill();
      }
    } else if (data.ok) this.#settle(data.id, { ok: true, value: data.result });
    else this.#settle(data.id, { ok: false, failure: data.error });
  }

  #settle(id: number, outcome: Outcome<unknown>): void {
    if (this.#waiting?.id !== id) return;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(outcome);
  }

  #end(failure: Failure): void {
    this.#ending ??= failure;
    this.#kill();
  }

  #letGo(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  readonly #abort = (): void => this.#kill();

  #look(): void {
    const { pid } = this.#child;
    const usage = pid === undefined ? null : treeUsage(pid);
    if (usage === null) return;
    this.#bytes = usage.bytes;
    const limitBytes = this.#command.memoryBytes;
    if (usage.bytes > limitBytes) this.#end({ kind: 'out-of-memory', limitBytes, stderr: this.#stderr.text() });
    if (usage.processes > MOST_PROCESSES) this.#end(tooMuch(`started more than ${MOST_PROCESSES} processes`));
    this.#looks += 1;
    const fault = this.#looks % LOOKS_A_FOLDER === 0 ? this.folder.overfull() : null;
    if (fault !== null) this.#end(tooMuch(fault));
  }

  /** A launcher ends all that the worker started, also what left its group; it is killed itself when it does not. */
  #kill(): void {
    if (this.#death !== undefined) return;
    if (this.#command.ends) {
      this.#child.kill('SIGTERM');
      this.#grace ??= setTimeout(() => this.#killGroup(), GRACE_MS).unref();
    } else this.#killGroup();
  }

  /** The group outlives its leader when the leader started something, so it is killed by the group's number. */
  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
}

const tooMuch = (what: string): Failure => ({ kind: 'failed', type: 'LimitExceeded', message: `the worker ${what}` });

/** JSON on one line, whatever a worker takes for line breaks: readline and Python's splitlines know more of them. */
function oneLine(message: object): string {
  return JSON.stringify(message).replace(
    /[\u0085\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
