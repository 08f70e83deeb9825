import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { Host } from '../host/host.js';
import { workerEnvironment } from '../sandbox/env.js';
import type { Launcher } from '../sandbox/launcher.js';
import type { WorkerCommand } from './worker.js';

/** The command of a worker, started by the launcher, with a fresh folder for its home and the limits of the config. */
export async function confinedCommand(
  harness: readonly string[],
  launcher: Launcher,
  config: Config,
  host: Host,
): Promise<WorkerCommand> {
  const cwd = await mkdtemp(join(host.scratch, 'worker-'));
  const [file, ...rest] = [...launcher.prefix, ...harness];
  if (file === undefined) throw new Error('a worker without a command');
  return {
    argv: [file, ...rest],
    env: workerEnvironment(host.env, { scratch: cwd, threads: config.threads }),
    cwd,
    memoryBytes: config.limits.memory,
    startSeconds: config.limits.start,
    signal: host.signal,
  };
}
