import { readdir } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { Mistakes } from '../errors.js';
import type { Host } from '../host/host.js';
import { COMMAND_ENDING, readCommandRuntime } from './command-adapter.js';
import type { RuntimeFacts } from './define.js';
import { nodeRuntimes } from './node-runtimes.generated.js';
import { ownAdapterFile } from './own-adapter-file.js';
import { readPythonRuntime } from './python-header.js';

const PYTHON_ENDING = '.py';

/** Whether a name in the config is the path of an adapter of the repository. */
export function isOwnRuntime(use: string): boolean {
  return use.endsWith(PYTHON_ENDING) || use.endsWith(COMMAND_ENDING);
}

function readOwn(path: string): Promise<RuntimeFacts> {
  return path.endsWith(COMMAND_ENDING) ? readCommandRuntime(path) : readPythonRuntime(path);
}

/**
 * All runtimes: the shipped ones, as found in their folder, and the user's own, by the paths that the config names.
 * Sorted by id.
 * @throws UserError when files of the user are not adapters; all of them
 */
export async function findRuntimes(
  host: Pick<Host, 'assets' | 'cwd'>,
  uses: readonly string[],
): Promise<RuntimeFacts[]> {
  const folder = join(host.assets, 'adapters', 'runtimes');
  const shipped = (await readdir(folder))
    .filter((name) => name.endsWith(PYTHON_ENDING))
    .map((name) => join(folder, name));
  const python = await Promise.all(shipped.map(readPythonRuntime));
  const mistakes = new Mistakes();
  const own = await Promise.all(
    [...new Map(uses.filter(isOwnRuntime).map((use) => [resolve(host.cwd, use), posix.normalize(use)])).values()].map(
      (use) => mistakes.attemptAsync(async () => ({ ...(await readOwn(ownAdapterFile(host.cwd, use))), own: use })),
    ),
  );
  mistakes.throwAll();
  const others = own.filter((runtime) => runtime !== undefined);
  return [...nodeRuntimes, ...python, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
}
