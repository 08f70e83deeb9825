import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';

/**
 * Why the gate does not read `path` (relative to `root`): it is missing, not a regular file (devices never end), or a
 * link that leads out of `root`, which a pull request must not read. Null when the gate reads it.
 */
export function pathFault(root: string, path: string): Fault | null {
  try {
    const real = realpathSync(join(root, path));
    if (!isBelow(realpathSync(root), real) && isBelow(root, join(root, path)))
      return { what: 'it is reached through a link that leads out of the working directory' };
    return statSync(real).isFile() ? null : { what: 'it is not a regular file' };
  } catch (error) {
    return { what: 'the file cannot be read', why: messageOf(error).replaceAll(root, '.') };
  }
}

function isBelow(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
