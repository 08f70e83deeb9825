import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Host } from '../host/host.js';
import type { ConverterFacts } from './define.js';
import { readPythonConverter } from './python-header.js';

/**
 * All converters in order of precedence: the user's own in the order of the config, then the shipped ones by id. A
 * user's converter with the id of a shipped one replaces it.
 * @param files paths of the user's own, relative to the working directory
 * @throws UserError when one of these files is not a converter
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
