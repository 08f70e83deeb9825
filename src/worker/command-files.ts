import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { outsideFault } from '../discover/path-fault.js';
import { InfrastructureError } from '../errors.js';
import { foldersOnPath } from '../host/find-on-path.js';
import { homeFolder } from '../host/home-folder.js';
import type { Host } from '../host/host.js';
import { visibleSystem } from '../sandbox/visible-files.js';

/** Of what is installed in a user's folder: programs need these, and settings and keys lie in others. */
const PARTS = ['bin', 'conf', 'include', 'jre', 'lib', 'lib32', 'lib64', 'libexec', 'pyvenv.cfg'];
const DEVICES = '/dev/';

/**
 * What the worker of a program in the repository may read. A pull request can write the command and commit links: whatever
 * it names outside of the repository is shown only if every program may read it, or the user has put it on the PATH.
 * @param program the executable
 * @param args words of its command; those that are no absolute paths name no files
 * @param file the adapter that has the command
 * @throws InfrastructureError when the command names another file
 */
export function commandFiles(
  program: string,
  args: readonly string[],
  file: string,
  { id }: Pick<RuntimeFacts, 'id'>,
  host: Pick<Host, 'cwd' | 'env'>,
): string[] {
  const real = realpathSync(program);
  const refused = (path: string) => outside(path, file, id);
  if (!isOwn(real, host) && !isForAll(real) && !isOnPath(program, real, host)) throw refused(program);
  const named = args.filter((word) => isAbsolute(word) && !word.startsWith(DEVICES) && existsSync(word));
  const foreign = named.find((path) => !isOwn(path, host) && !isForAll(path));
  if (foreign !== undefined) throw refused(foreign);
  return [program, ...installationOf(real), ...named.filter((path) => isOwn(path, host)), dirname(file)];
}

/** Whether it leads to where the repository is. */
function isOwn(path: string, { cwd }: Pick<Host, 'cwd'>): boolean {
  return outsideFault(cwd, relative(cwd, path), realpathSync(path)) === null;
}

function isForAll(path: string): boolean {
  return visibleSystem().some((folder) => isAtOrBelow(realpathSync(path), realpathSync(folder)));
}

/** By the name that it was found by, or by what that leads to. */
function isOnPath(program: string, real: string, { env }: Pick<Host, 'env'>): boolean {
  const folders = foldersOnPath(env).filter((folder) => isAbsolute(folder) && existsSync(folder));
  return folders.some((folder) => folder === dirname(program) || realpathSync(folder) === dirname(real));
}

/** The folder above a `bin` or a version manager's `shims`, as far as programs need it, else the program's own. */
function installationOf(real: string): string[] {
  const folder = dirname(real);
  const above = dirname(folder);
  if (basename(folder) === 'shims') return [above];
  if (basename(folder) !== 'bin') return [folder];
  const home = homeFolder();
  if (!existsSync(home) || !isAtOrBelow(above, realpathSync(home))) return [above];
  return PARTS.map((name) => join(above, name)).filter((path) => existsSync(path));
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function outside(path: string, file: string, id: string): InfrastructureError {
  return new InfrastructureError({
    what: `the command of ${id} names a file outside the repository: ${JSON.stringify(path)}`,
    where: basename(file),
    why: 'its worker could read that file, and whatever else a pull request names there',
    next: 'put the file into the repository, or the folder of the program on the PATH',
  });
}
