import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';

/**
 * Why the gate does not read what lies at `path` (relative to `root`): it is not there, no regular file, or a link that
 * leads out of `root`, where a pull request has no business (and devices never end). Null when it reads it.
 */
export function pathFault(root: string, path: string): Fault | null {
  try {
    const real = realpathSync(join(root, path));
    if (!isBelow(realpathSync(root), real) && isBelow(root, join(root, path)))
      return { what: 'it is reached through a link that leads out of the folder of the run' };
    return statSync(real).isFile() ? null : { what: 'it is no regular file' };
  } catch (error) {
    return { what: 'the file cannot be read', why: messageOf(error).replaceAll(root, '.') };
  }
}

function isBelow(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
