import { setMaxListeners } from 'node:events';
import type { Column } from '../plan/column.js';
import { workerKey } from './task.js';
import { openTaskRunner, type TaskRunner, type TaskRunnerContext } from './task-runner.js';

/** Workers that are started ahead of their tasks: frameworks import while goldens are still being read. */
export interface Crew {
  /** The runner for a column: the one that was hired for it, or a new one. Whoever takes it closes it. */
  take(column: Column): Promise<TaskRunner>;
  /** Ends those that nobody took, at once: what they were installing or importing is not waited for. */
  dismiss(): Promise<void>;
}

/**
 * Starts a worker for each runtime among the columns, up to `jobs`; the rest is started when its turn comes. An
 * environment that cannot be made is told when its runner is taken.
 */
export function hireCrew(columns: readonly Column[], jobs: number, context: TaskRunnerContext): Crew {
  const end = new AbortController();
  const signal = AbortSignal.any([context.host.signal, end.signal]);
  setMaxListeners(0, signal);
  const cancellable = { ...context, host: { ...context.host, signal } };
  const hired = new Map<string, Promise<TaskRunner>>();
  for (const column of columns) {
    const key = workerKey(column);
    if (hired.has(key) || hired.size >= jobs) continue;
    const runner = openTaskRunner(column, cancellable).then((opened) => {
      opened.start();
      return opened;
    });
    // Told by take, not as an unhandled rejection.
    runner.catch(() => {});
    hired.set(key, runner);
  }
  return {
    take(column) {
      const key = workerKey(column);
      const runner = hired.get(key) ?? openTaskRunner(column, context);
      hired.delete(key);
      return runner;
    },
    async dismiss() {
      if (hired.size > 0) end.abort();
      await Promise.allSettled([...hired.values()].map(async (runner) => (await runner).close()));
      hired.clear();
    },
  };
}
