import { readdir } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import type { Host } from '../host/host.js';
import { COMMAND_ENDING, readCommandRuntime } from './command-adapter.js';
import type { RuntimeFacts } from './define.js';
import { nodeRuntimes } from './node-runtimes.generated.js';
import { readPythonRuntime } from './python-header.js';

/**
 * All runtimes: the shipped ones, as found in their folder, and the user's own, by the paths that the config names.
 * Sorted by id.
 * @throws UserError when a user's file is not an adapter
 */
export async function findRuntimes(
  host: Pick<Host, 'assets' | 'cwd'>,
  uses: readonly string[],
): Promise<RuntimeFacts[]> {
  const folder = join(host.assets, 'adapters', 'runtimes');
  const shipped = (await readdir(folder)).filter((name) => name.endsWith('.py')).map((name) => join(folder, name));
  const named = (ending: string) =>
    new Map(uses.filter((use) => use.endsWith(ending)).map((use) => [resolve(host.cwd, use), posix.normalize(use)]));
  const own = async (ending: string, read: (path: string) => Promise<RuntimeFacts>) =>
    Promise.all([...named(ending)].map(async ([path, use]) => ({ ...(await read(path)), own: use })));
  const python = await Promise.all(shipped.map(readPythonRuntime));
  const others = [...(await own('.py', readPythonRuntime)), ...(await own(COMMAND_ENDING, readCommandRuntime))];
  return [...nodeRuntimes, ...python, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
}
