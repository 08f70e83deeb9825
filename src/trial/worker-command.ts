import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import { findBrowser } from '../environments/find-browser.js';
import { findOnPath, isExecutable } from '../environments/find-on-path.js';
import { prepareNodeEnvironment } from '../environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../environments/prepare-python-environment.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import { type Column, requirementsOf } from '../plan/column.js';
import { confinedCommand } from '../sandbox/confined-command.js';
import type { Launcher } from '../sandbox/launcher.js';
import type { WorkerCommand } from '../worker/worker.js';

/**
 * Makes the column's environment, with the network on, and says how its worker is started, without.
 * @throws InfrastructureError when the environment cannot be made
 */
export async function workerCommand(
  column: Column,
  launcher: Launcher,
  config: Config,
  host: Host,
): Promise<WorkerCommand> {
  return confinedCommand(await harnessOf(column, host), launcher, config, host);
}

/** @throws InfrastructureError when there is no such program that can be run */
async function findProgram(program: string, { id, file }: RuntimeFacts, host: Host): Promise<string> {
  const beside = isAbsolute(program);
  if (beside && (await isExecutable(program))) return program;
  const found = beside ? null : await findOnPath(host.env, program);
  if (found !== null) return found;
  throw new InfrastructureError({
    what: `the program of ${id} is not there, or cannot be run`,
    ...(file !== undefined && { where: basename(file) }),
    why: `${beside && file !== undefined ? relative(dirname(file), program) : program} is no executable file`,
    next: 'build it in a step before the gate',
  });
}

async function harnessOf(column: Column, host: Host): Promise<string[]> {
  const { runtime, version } = column;
  switch (runtime.language) {
    case 'node': {
      const browser = runtime.browser ? [await findBrowser(host, runtime.title)] : [];
      const { root } = await prepareNodeEnvironment(runtime, version, host);
      return [host.node, join(host.assets, 'worker', 'harness.js'), runtime.file ?? runtime.id, root, ...browser];
    }
    case 'python': {
      const { file } = runtime;
      if (file === undefined) throw new Error(`${runtime.id} is a Python runtime without a file`);
      const facts = { ...runtime, file, language: 'python', dependencies: requirementsOf(column) } as const;
      const { python } = await preparePythonEnvironment(facts, version, host);
      // Not isolated (-I): the environment is ours, and that flag would ignore its fixed hash seed.
      return [python, join(host.assets, 'worker', 'harness.py'), file];
    }
    case 'command': {
      const [program, ...rest] = runtime.command ?? [];
      if (program === undefined) throw new Error(`${runtime.id} is a command and has none`);
      return [await findProgram(program, runtime, host), ...rest];
    }
  }
}
