import pLimit from 'p-limit';
import { InfrastructureError } from '../errors.js';
import type { Failure } from '../worker/failure.js';
import { type Crew, hireCrew } from './crew.js';
import { type Task, type TaskResult, workerKey } from './task.js';
import { failedTask, SKIPPED, type TaskRunner, type TaskRunnerContext } from './task-runner.js';

export interface RunContext extends TaskRunnerContext {
  /** How many workers may run at the same time. */
  readonly jobs: number;
}

/**
 * Runs every task: one worker a runtime, one task after another in it, several workers at a time. A worker that dies
 * takes its task along and is replaced for the next.
 * @param crew workers that were started ahead
 * @returns a result for every task, by its key
 */
export async function runTasks(
  tasks: readonly Task[],
  context: RunContext,
  crew: Crew = hireCrew([], 0, context),
): Promise<Map<string, TaskResult>> {
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
  // Every queue has ended before this does: nothing may write to the scratch folder when it is removed.
  const ended = await Promise.allSettled(queues.map((queue) => limit(() => runQueue(queue, crew, finish, progress))));
  // Workers that an interrupt ended did not crash: there is nothing to judge.
  context.host.signal.throwIfAborted();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}

async function runQueue(
  queue: readonly Task[],
  crew: Crew,
  finish: (task: Task, result: TaskResult) => void,
  progress: (what: string) => void,
): Promise<void> {
  const [first] = queue;
  if (first === undefined) return;
  let runner: TaskRunner | null = null;
  try {
    progress(`preparing ${first.column.runtime.id}`);
    runner = await crew.take(first.column);
    for (const task of queue) {
      if (task.skip?.() === true) {
        finish(task, SKIPPED);
        continue;
      }
      progress(task.title);
      finish(task, await runner.run(task));
    }
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    // The column is lost, the others go on; the gate says so and ends with exit code 3.
    const { message, explanation } = error;
    const failure: Failure = { kind: 'never-started', message, stderr: '', explanation };
    for (const task of queue) finish(task, failedTask(failure, 'making its environment'));
  } finally {
    await runner?.close();
  }
}
