import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Host } from '../host/host.js';
import type { ConverterFacts } from './define.js';
import { readPythonConverter } from './python-header.js';

/**
 * Every converter there is, those that win first: the user's own, in the order of the config, then those of the package
 * by id. One of the user's that carries the id of a shipped one takes its place.
 * @param files paths of the user's own, relative to the folder of the run
 * @throws UserError when a file of the user is no converter
 */
export async function findConverters(
  host: Pick<Host, 'assets' | 'cwd'>,
  files: readonly string[],
): Promise<ConverterFacts[]> {
  const folder = join(host.assets, 'adapters', 'converters');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.py')).sort();
  const own = await Promise.all([...new Set(files)].map((file) => readPythonConverter(resolve(host.cwd, file))));
  const shipped = await Promise.all(names.map((name) => readPythonConverter(join(folder, name))));
  return [...own, ...shipped.filter(({ id }) => !own.some((other) => other.id === id))];
}
