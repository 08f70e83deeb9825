import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Host } from './host.js';

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

/** Whether the path leads to a file that may be executed; links are followed. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
