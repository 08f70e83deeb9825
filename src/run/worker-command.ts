import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { findBrowser } from '../environments/find-browser.js';
import { prepareNodeEnvironment } from '../environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../environments/prepare-python-environment.js';
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
  }
}
