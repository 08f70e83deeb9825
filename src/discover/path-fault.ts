import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { messageOf } from '../errors.js';
import { repositoryAround } from '../host/own-target.js';
import type { Fault } from '../types.js';

/**
 * Why the gate does not read `path` (relative to `root`): it is missing, not a regular file (devices never end), or leads
 * to where a pull request must not read. Null when the gate reads it.
 */
export function pathFault(root: string, path: string): Fault | null {
  try {
    const real = realpathSync(join(root, path));
    const outside = outsideFault(root, path, real);
    if (outside !== null) return outside;
    return statSync(real).isFile() ? null : { what: 'it is not a regular file' };
  } catch (error) {
    return { what: 'the file cannot be read', why: messageOf(error).replaceAll(root, '.') };
  }
}

/**
 * Why a path that leads to `real` is not looked at: it is a link that leads out of `root`, or outside the repository
 * around it. Null when it is.
 */
export function outsideFault(root: string, path: string, real: string): Fault | null {
  const realRoot = realpathSync(root);
  if (isBelow(realRoot, real)) return null;
  if (isBelow(root, join(root, path)))
    return { what: 'it is reached through a link that leads out of the working directory' };
  return isBelow(repositoryAround(realRoot), real) ? null : { what: 'it lies outside the repository' };
}

function isBelow(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
