import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistakes } from '../errors.js';
import type { Host } from '../host/host.js';
import type { ConverterFacts } from './define.js';
import { ownAdapterFile } from './own-adapter-file.js';
import { readPythonConverter } from './python-header.js';

/**
 * All converters in order of precedence: the user's own in the order of the config, then the shipped ones by id. A
 * user's converter with the id of a shipped one replaces it.
 * @param files paths of the user's own, relative to the working directory
 * @throws UserError when some of these files are not converters; all of them
 */
export async function findConverters(
  host: Pick<Host, 'assets' | 'cwd'>,
  files: readonly string[],
): Promise<ConverterFacts[]> {
  const folder = join(host.assets, 'adapters', 'converters');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.py')).sort();
  const mistakes = new Mistakes();
  const read = await Promise.all(
    [...new Set(files)].map((file) =>
      mistakes.attemptAsync(async () => readPythonConverter(ownAdapterFile(host.cwd, file))),
    ),
  );
  mistakes.throwAll();
  const own = read.filter((converter) => converter !== undefined);
  const shipped = await Promise.all(names.map((name) => readPythonConverter(join(folder, name))));
  return [...own, ...shipped.filter(({ id }) => !own.some((other) => other.id === id))];
}
