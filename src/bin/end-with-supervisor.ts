import { Worker } from 'node:worker_threads';
import { supervisionIn } from '../host/supervision.js';

const LOOK_MS = 250;
/** How long the process has to end in its own way, as create-host.ts has it: it does unless it is busy. */
const GRACE_MS = 2000;

/** Not a file: every bundle that starts it would need another one. */
const THREAD = `
const { rmSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { workerData } = require('node:worker_threads');

function orphaned({ parent }) {
  try {
    // On Windows a process keeps the number of a parent that has gone.
    return process.ppid !== parent || !process.kill(parent, 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

(async () => {
  while (!orphaned(workerData)) await sleep(workerData.lookMs);
  await sleep(workerData.graceMs);
  try {
    rmSync(workerData.scratch, { recursive: true, force: true });
  } catch {}
  process.kill(process.pid, 'SIGKILL');
})();
`;

/**
 * Ends this process when its supervisor is gone, killed or crashed, also while it is too busy to notice: a thread looks.
 * The launchers of its workers end with it.
 * @param env the process's own; nothing happens where nobody supervises it
 */
export function endWithSupervisor(env: Readonly<Record<string, string | undefined>>): void {
  const supervision = supervisionIn(env);
  if (supervision === null) return;
  const thread = new Worker(THREAD, {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { parent: process.ppid, scratch: supervision.scratch, lookMs: LOOK_MS, graceMs: GRACE_MS },
  });
  // A machine without room for a thread: there is nobody to end with, as before.
  thread.on('error', () => {});
  thread.unref();
}
