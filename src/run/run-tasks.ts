import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { z } from 'zod';
import type { Config } from '../config/schema.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import type { Column } from '../plan/column.js';
import type { Failure, Outcome } from '../worker/failure.js';
import { loadResultSchema, runResultSchema } from '../worker/protocol.js';
import { Worker, type WorkerCommand } from '../worker/worker.js';
import { type Task, type TaskResult, workerKey } from './task.js';

export interface RunContext {
  readonly host: Host;
  readonly limits: Config['limits'];
  readonly threads: number;
  /** How many workers may run at the same time. */
  readonly jobs: number;
  /** Makes the environment and says how a worker for the column is started. */
  command(column: Column): Promise<WorkerCommand>;
}

/**
 * Runs every task: one worker a runtime, one task after another in it, several workers at a time. A worker that dies
 * takes its task along and is replaced for the next.
 * @returns a result for every task, by its key
 */
export async function runTasks(tasks: readonly Task[], context: RunContext): Promise<Map<string, TaskResult>> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) groups.set(workerKey(task.column), [...(groups.get(workerKey(task.column)) ?? []), task]);
  const results = new Map<string, TaskResult>();
  let done = 0;
  const finish = (task: Task, result: TaskResult) => {
    results.set(task.key, result);
    done++;
  };
  const progress = (what: string) => context.host.log.progress(`${done}/${tasks.length}  ${what}`);
  // The longest queue first, so that it is not the last one alone.
  const queues = [...groups.values()].sort((a, b) => b.length - a.length);
  const limit = pLimit(context.jobs);
  await Promise.all(queues.map((queue) => limit(() => runQueue(queue, context, finish, progress))));
  return results;
}

async function runQueue(
  queue: readonly Task[],
  context: RunContext,
  finish: (task: Task, result: TaskResult) => void,
  progress: (what: string) => void,
): Promise<void> {
  const [first] = queue;
  if (first === undefined) return;
  let worker: Worker | null = null;
  let broken: Failure | null = null;
  try {
    progress(`preparing ${workerKey(first.column)}`);
    const command = await context.command(first.column);
    for (const task of queue) {
      context.host.signal.throwIfAborted();
      if (broken === null && (worker === null || !worker.alive)) {
        const started = await Worker.start(command);
        if (started.ok) worker = started.value;
        else broken = started.failure;
      }
      progress(task.title);
      if (broken !== null || worker === null) finish(task, failed(broken, 'starting the runtime'));
      else
        try {
          finish(task, await runTask(worker, task, context));
        } finally {
          await task.done?.();
        }
    }
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    // The column is lost, the others go on; the gate says so and ends with exit code 3.
    const failure: Failure = { kind: 'never-started', message: error.message, stderr: '' };
    for (const task of queue) finish(task, failed(failure, 'making its environment'));
  } finally {
    await worker?.close();
  }
}

function failed(failure: Failure | null, doing: string): TaskResult {
  const reason = failure ?? { kind: 'never-started', message: 'no worker', stderr: '' };
  return {
    version: null,
    effectivePrecision: null,
    outputs: new Map(),
    failure: { failure: reason, doing },
    seconds: 0,
    peakRssBytes: null,
  };
}

async function runTask(worker: Worker, task: Task, { host, limits, threads }: RunContext): Promise<TaskResult> {
  const outputs = new Map<string, string>();
  const base = { version: worker.version, outputs };
  const path = typeof task.path === 'string' ? task.path : await task.path();
  const load = await worker.request(
    { method: 'load', handle: task.key, path, format: task.format, options: task.column.options, threads },
    limits.seconds,
  );
  const loaded = parsed(load, loadResultSchema);
  if (!loaded.ok)
    return {
      ...base,
      effectivePrecision: null,
      failure: { failure: loaded.failure, doing: 'loading the model' },
      seconds: 0,
      peakRssBytes: null,
    };
  let { seconds, peakRssBytes } = loaded.value;
  const { effectivePrecision } = loaded.value;
  for (const run of task.runs) {
    const folder = await mkdtemp(join(host.scratch, 'outputs-'));
    const answer = await worker.request(
      { method: 'run', handle: task.key, inputs: run.inputs, outputs: folder },
      limits.seconds,
    );
    const ran = parsed(answer, runResultSchema);
    if (!ran.ok)
      return {
        ...base,
        effectivePrecision,
        failure: { failure: ran.failure, doing: `running case ${run.case}` },
        seconds,
        peakRssBytes,
      };
    seconds += ran.value.seconds;
    peakRssBytes = Math.max(peakRssBytes, ran.value.peakRssBytes);
    outputs.set(run.case, folder);
  }
  await worker.request({ method: 'unload', handle: task.key }, limits.seconds);
  return { ...base, effectivePrecision, failure: null, seconds, peakRssBytes };
}

/** An answer that is not of the protocol's shape is the worker's failure, whoever wrote the worker. */
function parsed<T>(outcome: Outcome<unknown>, schema: z.ZodType<T>): Outcome<T> {
  if (!outcome.ok) return outcome;
  const result = schema.safeParse(outcome.value);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    failure: {
      kind: 'failed',
      type: 'ProtocolError',
      message: `its answer is not of the protocol: ${result.error.message}`,
    },
  };
}
