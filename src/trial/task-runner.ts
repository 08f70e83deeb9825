import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/schema.js';
import { changed } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import type { Column } from '../plan/column.js';
import type { Value } from '../tensor/tensor.js';
import { changeValue, type PortChange, type PortChanges, undoChange } from '../values/port-change.js';
import { readValues, writeValues } from '../values/value-folder.js';
import { type Failure, type Outcome, withoutFolders } from '../worker/failure.js';
import { parsedAnswer } from '../worker/parsed-answer.js';
import { loadResultSchema, runResultSchema } from '../worker/protocol.js';
import { Worker, type WorkerCommand } from '../worker/worker.js';
import type { Task, TaskResult, TaskRun } from './task.js';

export interface TaskRunnerContext {
  readonly host: Host;
  readonly limits: Config['limits'];
  readonly threads: number;
  /** Makes the environment and says how a worker for the column is started. */
  command(column: Column, host: Host): Promise<WorkerCommand>;
}

/** What a worker was doing when a model could not even be loaded. */
export const LOADING = 'loading the model';

/** One worker that runs task after task; one that dies takes its task along and is replaced for the next. */
export interface TaskRunner {
  /** Starts the worker ahead of its first task; how that went is told by the task. */
  start(): void;
  run(task: Task): Promise<TaskResult>;
  close(): Promise<void>;
}

/**
 * Makes the column's environment; the worker itself starts with the first task.
 * @throws InfrastructureError when the environment cannot be made
 */
export async function openTaskRunner(column: Column, context: TaskRunnerContext): Promise<TaskRunner> {
  const command = await context.command(column, context.host);
  let starting: Promise<Outcome<Worker>> | null = null;
  /** The worker that is there, or another for one that died; a framework that could not be imported stays broken. */
  const worker = async (): Promise<Outcome<Worker>> => {
    const present = await starting;
    if (present !== null && (!present.ok || present.value.alive)) return present;
    starting = Worker.start(command);
    return starting;
  };
  return {
    start() {
      starting ??= Worker.start(command);
    },
    async run(task) {
      context.host.signal.throwIfAborted();
      const started = await worker();
      if (!started.ok) return failedTask(started.failure, 'starting the runtime');
      try {
        return await runTask(started.value, task, context);
      } finally {
        await task.done?.();
      }
    },
    async close() {
      const present = await starting;
      if (present?.ok === true) await present.value.close();
    },
  };
}

/** Of a task that was not worth running: no outputs, and nothing went wrong. */
export const SKIPPED: TaskResult = {
  version: null,
  effectivePrecision: null,
  outputs: new Map(),
  failure: null,
  seconds: 0,
  peakRssBytes: null,
};

export function failedTask(failure: Failure, doing: string): TaskResult {
  return {
    version: null,
    effectivePrecision: null,
    outputs: new Map(),
    failure: { failure, doing },
    seconds: 0,
    peakRssBytes: null,
  };
}

async function runTask(worker: Worker, task: Task, { host, limits, threads }: TaskRunnerContext): Promise<TaskResult> {
  const outputs = new Map<string, string>();
  const base = { version: worker.version, outputs };
  const path = typeof task.path === 'string' ? task.path : await task.path();
  const folders = [dirname(path), host.scratch, host.cache, host.cwd];
  const load = await worker.request(
    { method: 'load', handle: task.key, path, format: task.format, options: task.column.options, threads },
    limits.seconds,
  );
  const loaded = parsedAnswer(load, loadResultSchema);
  if (!loaded.ok)
    return {
      ...base,
      effectivePrecision: null,
      failure: { failure: withoutFolders(loaded.failure, folders), doing: LOADING },
      seconds: 0,
      peakRssBytes: null,
    };
  let { seconds, peakRssBytes } = loaded.value;
  const { effectivePrecision } = loaded.value;
  const { changes = {} } = task;
  for (const run of task.runs) {
    const folder = await mkdtemp(join(host.scratch, 'outputs-'));
    const answer = await worker.request(
      { method: 'run', handle: task.key, inputs: await inputsOf(run, outputs, changes, host), outputs: folder },
      limits.seconds,
    );
    const ran = parsedAnswer(answer, runResultSchema);
    if (!ran.ok) {
      // A model that fails on one input leaves the worker alive: it must not stay in its memory.
      if (worker.alive) await worker.request({ method: 'unload', handle: task.key }, limits.seconds);
      return {
        ...base,
        effectivePrecision,
        failure: {
          failure: withoutFolders(ran.failure, folders),
          doing: `running case ${run.case}`,
          case: run.case,
        },
        seconds,
        peakRssBytes,
      };
    }
    seconds += ran.value.seconds;
    peakRssBytes = Math.max(peakRssBytes, ran.value.peakRssBytes);
    outputs.set(run.case, await undone(folder, changes, host));
  }
  await worker.request({ method: 'unload', handle: task.key }, limits.seconds);
  return { ...base, effectivePrecision, failure: null, seconds, peakRssBytes };
}

/** The outputs as the first form has them, under the names of the form that ran. */
async function undone(folder: string, changes: PortChanges, host: Host): Promise<string> {
  const values = Object.keys(changes).length === 0 ? {} : await readValues(folder);
  if (!Object.keys(values).some((name) => Object.hasOwn(changes, name))) return folder;
  const plain = await mkdtemp(join(host.scratch, 'outputs-'));
  const entries = Object.entries(values).map(([name, value]) => [name, changed(name, value, changes, undoIfFits)]);
  await writeValues(plain, Object.fromEntries(entries));
  return plain;
}

/** A value of another rank than was promised stays as it is: the comparison tells. */
function undoIfFits(value: Value, change: PortChange): Value {
  try {
    return undoChange(value, change);
  } catch (error) {
    if (error instanceof RangeError) return value;
    throw error;
  }
}

/** The inputs of a run, with the state that an earlier run left; an output that is missing is missing as an input. */
async function inputsOf(
  { inputs, feedback }: TaskRun,
  outputs: ReadonlyMap<string, string>,
  changes: PortChanges,
  host: Host,
): Promise<string> {
  if (feedback === undefined) return inputs;
  const earlier = await readValues(outputs.get(feedback.after) ?? '');
  const state = Object.entries(feedback.state).flatMap(([input, output]) => {
    const value = Object.hasOwn(earlier, output) ? earlier[output] : undefined;
    return value === undefined ? [] : [[input, changed(input, value, changes, changeValue)] as const];
  });
  const folder = await mkdtemp(join(host.scratch, 'state-'));
  await writeValues(folder, { ...(await readValues(inputs)), ...Object.fromEntries(state) });
  return folder;
}
