import { setMaxListeners } from 'node:events';
import { availableParallelism, totalmem } from 'node:os';
import pLimit from 'p-limit';
import { InfrastructureError } from '../errors.js';
import type { Failure, Outcome } from './failure.js';
import { Worker, type WorkerCommand } from './worker.js';

/** How workers are started. Workers of kinds with equal keys are interchangeable. */
export interface WorkerKind {
  readonly key: string;
  /** Creates the environment. @throws InfrastructureError when it cannot be created */
  prepare(signal: AbortSignal): Promise<PreparedWorker>;
}

export interface PreparedWorker {
  /** The command of another worker, with a folder of its own. */
  command(): WorkerCommand;
  /** Key of everything that is installed for it. */
  readonly environment: string;
}

export interface PoolLimits {
  /** Workers that start or compute at the same time. */
  readonly busy: number;
  /** Workers of one kind: more of them than processors would only take turns. */
  readonly perKind: number;
  /** Resident memory of all workers, in bytes, above which idle ones are closed before another one is started. */
  readonly memoryBytes: number;
}

/** Memory that a new worker is assumed to need until it is measured: a framework without a model. */
const EXPECTED_BYTES = 512 * 2 ** 20;
const LEAST_PAUSE_SECONDS = 0.05;
/** Share of the machine's memory that workers may hold before idle ones make room. */
const MEMORY_SHARE = 0.6;

/** Limits for this machine. @param busy as set by the user; one more than there are processors when left out */
export function machineLimits(busy?: number): PoolLimits {
  const processors = availableParallelism();
  // One more than there are processors: a starting worker mostly waits for the disk.
  return { busy: busy ?? processors + 1, perKind: processors, memoryBytes: totalmem() * MEMORY_SHARE };
}

interface Job {
  run(worker: Outcome<Worker>): Promise<void>;
  fail(error: unknown): void;
}

/** The workers of one kind, and the jobs that wait for them. */
interface Group {
  readonly kind: WorkerKind;
  readonly preparing: Promise<void>;
  prepared: PreparedWorker | null;
  /** Set when the environment cannot be created or the framework cannot be imported: later workers would fail too. */
  broken: Failure | null;
  /** Thrown while its environment was created: the user's mistake, or ours. */
  mistake: { readonly thrown: unknown } | null;
  readonly waiting: Job[];
  readonly idle: Worker[];
  alive: number;
  /** The most workers that it may have. */
  most: number;
  /** Of the last start and the last job: they decide whether another worker is worth starting. */
  startSeconds: number;
  jobSeconds: number;
  /** When the jobs that are being served began, in milliseconds: one that lasts longer than the last one counts for more. */
  readonly begun: Set<number>;
}

/**
 * Keeps workers for as long as they are of use: a framework is imported once a worker, and a kind gets further workers
 * while jobs wait for it longer than a start takes. When a worker dies, its job fails and the next gets a new worker.
 */
export class WorkerPool {
  readonly #limits: PoolLimits;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #outer: AbortSignal;
  readonly #groups = new Map<string, Group>();
  readonly #alive = new Set<Worker>();
  readonly #serving = new Set<Promise<void>>();
  readonly #preparations: ReturnType<typeof pLimit>;
  #busy = 0;
  /** Looks again whether what waits is worth another worker, when nothing else happens. */
  #later: NodeJS.Timeout | null = null;

  /** @param signal ends everything that runs */
  constructor(limits: PoolLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#outer = signal;
    this.#preparations = pLimit(limits.busy);
    this.#signal = AbortSignal.any([signal, this.#end.signal]);
    setMaxListeners(0, this.#signal);
  }

  /**
   * Runs a job on a worker of that kind as soon as one is free.
   * @returns what the job returns, or why there is no worker for it
   * @throws what the job or creating the environment throws; the reason of the signal when that ended it
   */
  use<T>(kind: WorkerKind, job: (worker: Worker) => Promise<T>): Promise<Outcome<T>> {
    const group = this.#group(kind);
    return new Promise((resolve, reject) => {
      group.waiting.push({
        run: async (started) => resolve(started.ok ? { ok: true, value: await job(started.value) } : started),
        fail: reject,
      });
      this.#pump();
    });
  }

  /** Starts a worker of each kind before its first job, as many as may be busy; the job reports a failure to start. */
  warm(kinds: readonly WorkerKind[]): void {
    const unique = new Map(kinds.map((kind) => [kind.key, kind]));
    for (const kind of [...unique.values()].slice(0, this.#limits.busy)) this.use(kind, async () => {}).catch(() => {});
  }

  /**
   * How workers of the kind are started, or why they cannot be.
   * @throws what creating the environment throws, except an InfrastructureError
   */
  async prepared(kind: WorkerKind): Promise<Outcome<PreparedWorker>> {
    const group = this.#group(kind);
    await group.preparing;
    this.#outer.throwIfAborted();
    if (group.mistake !== null) throw group.mistake.thrown;
    if (group.prepared !== null) return { ok: true, value: group.prepared };
    return { ok: false, failure: group.broken ?? notPrepared };
  }

  /** Ends every worker at once, and whatever is being installed. */
  async close(): Promise<void> {
    this.#end.abort();
    if (this.#later !== null) clearTimeout(this.#later);
    await Promise.allSettled([...this.#groups.values()].map(({ preparing }) => preparing));
    await Promise.allSettled([...this.#alive].map((worker) => worker.close()));
    await Promise.allSettled(this.#serving);
  }

  #group(kind: WorkerKind): Group {
    const known = this.#groups.get(kind.key);
    if (known !== undefined) return known;
    const group: Group = {
      kind,
      preparing: this.#preparations(() => this.#prepare(group)),
      prepared: null,
      broken: null,
      mistake: null,
      waiting: [],
      idle: [],
      alive: 0,
      most: this.#limits.perKind,
      startSeconds: 0,
      jobSeconds: 0,
      begun: new Set(),
    };
    this.#groups.set(kind.key, group);
    return group;
  }

  async #prepare(group: Group): Promise<void> {
    try {
      this.#signal.throwIfAborted();
      group.prepared = await group.kind.prepare(this.#signal);
    } catch (error) {
      if (error instanceof InfrastructureError) {
        const { message, explanation } = error;
        group.broken = { kind: 'never-started', message, stderr: '', explanation };
      } else group.mistake = { thrown: error };
    }
    this.#pump();
  }

  /** Gives waiting jobs to workers, as far as that is possible now. */
  #pump(): void {
    for (const group of this.#groups.values()) {
      if (this.#signal.aborted) for (const job of group.waiting.splice(0)) job.fail(this.#signal.reason);
      const { broken, mistake } = group;
      if (mistake !== null) for (const job of group.waiting.splice(0)) job.fail(mistake.thrown);
      if (broken !== null)
        for (const job of group.waiting.splice(0)) job.run({ ok: false, failure: broken }).catch(job.fail);
    }
    while (this.#busy < this.#limits.busy) {
      const group = this.#next();
      const job = group?.waiting.shift();
      if (group === undefined || job === undefined) {
        this.#lookAgain();
        return;
      }
      // A group that was served goes to the end, so that none waits for ever.
      this.#groups.delete(group.kind.key);
      this.#groups.set(group.kind.key, group);
      this.#busy += 1;
      const serving = this.#serve(group, job).then(() => {
        this.#serving.delete(serving);
        this.#busy -= 1;
        this.#pump();
      });
      this.#serving.add(serving);
    }
  }

  /** An idle worker first, then the first worker of a kind, then a further one where that is worth starting. */
  #next(): Group | undefined {
    const waiting = [...this.#groups.values()].filter((group) => group.waiting.length > 0 && group.prepared !== null);
    return (
      waiting.find(({ idle }) => idle.length > 0) ??
      waiting.find(({ alive }) => alive === 0) ??
      waiting.find((group) => this.#deservesAnother(group))
    );
  }

  #deservesAnother(group: Group): boolean {
    const { waiting, startSeconds, jobSeconds, begun } = group;
    if (!mayGrow(group)) return false;
    const longest = (performance.now() - Math.min(...begun)) / 1000;
    const wait = waiting.length * Math.max(jobSeconds, longest);
    return wait > startSeconds && this.#memory() + EXPECTED_BYTES <= this.#limits.memoryBytes;
  }

  /** Jobs that wait behind a long one may be worth another worker after a while, although none comes or ends. */
  #lookAgain(): void {
    const starts = [...this.#groups.values()].filter(mayGrow).map(({ startSeconds }) => startSeconds);
    if (this.#later !== null || starts.length === 0 || this.#signal.aborted) return;
    this.#later = setTimeout(
      () => {
        this.#later = null;
        this.#pump();
      },
      1000 * Math.max(LEAST_PAUSE_SECONDS, Math.min(...starts)),
    );
  }

  async #serve(group: Group, job: Job): Promise<void> {
    try {
      const idle = group.idle.pop();
      const started = idle === undefined ? await this.#start(group) : ({ ok: true, value: idle } as const);
      // A worker that an interrupt ended did not crash, so it has no result.
      this.#outer.throwIfAborted();
      if (!started.ok && group.alive > 0) {
        // Other workers of its kind run: the job waits for one of them.
        group.waiting.unshift(job);
        return;
      }
      const before = performance.now();
      group.begun.add(before);
      try {
        await job.run(started);
      } finally {
        group.begun.delete(before);
        group.jobSeconds = (performance.now() - before) / 1000;
        if (started.ok) this.#release(group, started.value);
      }
    } catch (error) {
      job.fail(error);
    }
  }

  async #start(group: Group): Promise<Outcome<Worker>> {
    const { prepared } = group;
    if (prepared === null) return { ok: false, failure: notPrepared };
    group.alive += 1;
    await this.#makeRoom();
    const before = performance.now();
    const started = await Worker.start(prepared.command());
    group.startSeconds = (performance.now() - before) / 1000;
    if (started.ok) {
      this.#alive.add(started.value);
      return started;
    }
    group.alive -= 1;
    if (group.alive === 0) group.broken = started.failure;
    else group.most = group.alive;
    return started;
  }

  #release(group: Group, worker: Worker): void {
    if (worker.alive && !this.#signal.aborted) group.idle.push(worker);
    else {
      group.alive -= 1;
      this.#alive.delete(worker);
      void worker.close();
    }
  }

  /** Closes idle workers, of the least recently served kind first, until there is room for a new one. */
  async #makeRoom(): Promise<void> {
    for (const group of this.#groups.values())
      while (this.#memory() + EXPECTED_BYTES > this.#limits.memoryBytes) {
        const worker = group.idle.pop();
        if (worker === undefined) break;
        group.alive -= 1;
        this.#alive.delete(worker);
        await worker.close();
      }
  }

  #memory(): number {
    return [...this.#alive].reduce((sum, worker) => sum + worker.residentBytes(), 0);
  }
}

/** Whether jobs wait for workers of which there may be more, and it is known what a start takes. */
const mayGrow = ({ alive, most, waiting, startSeconds, begun }: Group): boolean =>
  waiting.length > 0 && alive < most && startSeconds > 0 && begun.size > 0;

const notPrepared: Failure = { kind: 'never-started', message: 'its environment was not created', stderr: '' };
