import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import { KINDS } from './small-models.js';

/**
 * Writes the small networks as .keras files, where these do not exist yet.
 * @param version release of Keras that saves them; the pinned one when left out
 */
export async function writeKerasNetworks(folder: string, host: Host, version?: string): Promise<void> {
  if (KINDS.every((kind) => existsSync(join(folder, `${kind}.keras`)))) return;
  const keras = await readPythonRuntime(join(host.assets, 'adapters', 'runtimes', 'keras.py'));
  const { python } = await preparePythonEnvironment(keras, version, host);
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  execFileSync(python, [join(import.meta.dirname, 'keras_networks.py'), folder], { stdio: ['ignore', 2, 2], env });
}
