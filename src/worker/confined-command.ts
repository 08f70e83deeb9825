import type { Config } from '../config/schema.js';
import type { Host } from '../host/host.js';
import { workerEnvironment } from '../sandbox/env.js';
import type { Confinement, Launcher } from '../sandbox/launcher.js';
import type { WorkerCommand } from './worker.js';
import { WorkerFolder } from './worker-folder.js';

/** How a program that speaks the worker protocol is started, and what it has to see for that. */
export interface Harness extends Omit<Confinement, 'write'> {
  readonly argv: readonly string[];
}

/** The command of one worker, started by the launcher, with a folder of its own and the limits of the config. */
export function confinedCommand(harness: Harness, launcher: Launcher, config: Config, host: Host): WorkerCommand {
  const folder = WorkerFolder.create(host.scratch, launcher.readOnly);
  const { argv, read, ...rights } = harness;
  const [file, ...rest] = launcher.launch(argv, {
    ...rights,
    read: [...read, folder.given],
    write: [folder.home, folder.made],
  });
  if (file === undefined) throw new Error('a worker without a command');
  return {
    argv: [file, ...rest],
    env: workerEnvironment(host.env, { scratch: folder.home, made: folder.made, threads: config.threads }),
    folder,
    ends: launcher.ends,
    memoryBytes: config.limits.memory,
    startSeconds: config.limits.start,
    signal: host.signal,
  };
}
