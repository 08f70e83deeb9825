import { constants, realpathSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { homeFolder } from './home-folder.js';
import type { Host } from './host.js';
import { repositoryAround } from './own-target.js';

/** The first executable file called `name` on the PATH; null when there is none. On Windows `.exe` is added. */
export async function findOnPath(env: Host['env'], name: string): Promise<string | null> {
  for (const folder of foldersOnPath(env)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    if (await isExecutable(file)) return file;
  }
  return null;
}

/** The folders in which programs are looked for, in that order; not those below whatever folder a program runs in. */
export function foldersOnPath(env: Host['env']): readonly string[] {
  const path = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  return path.split(delimiter).filter((part) => isAbsolute(part));
}

/**
 * The environment for programs that run as the user, with everything that the user may do: its PATH has no folder in the
 * repository around the working directory. npx and npm put `node_modules/.bin` there first, and a pull request can commit
 * a `git` in it.
 */
export function apartFromRepository({ env, cwd }: Pick<Host, 'env' | 'cwd'>): Host['env'] {
  const own = realOf(cwd);
  const repository = repositoryAround(own);
  // Where everything is, also what the user has installed, nothing is told apart by its place.
  if (repository === dirname(repository) || repository === realOf(homeFolder())) return env;
  const isApart = (folder: string) =>
    ![resolve(folder), realOf(folder)].some((path) => path === repository || path.startsWith(repository + sep));
  const entries = Object.entries(env).map(([name, value]) => {
    if (name.toUpperCase() !== 'PATH') return [name, value] as const;
    return [name, value?.split(delimiter).filter(isApart).join(delimiter)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A folder for those programs to start in, which is no folder of the repository: on the PATH they may be those of a
 * version manager, which runs whatever `.tool-versions` in the folder or above it names.
 */
export function folderApart(cwd: string): string {
  return parse(resolve(cwd)).root;
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Whether the path leads to a file that may be executed; links are followed. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
