import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { outsideFault } from '../discover/path-fault.js';
import { UserError } from '../errors.js';

/**
 * The file of an adapter that the user names, which is one of the repository: a pull request does not choose what else on
 * the machine is read and run.
 * @param use its path, relative to the working directory
 * @throws UserError when it lies elsewhere, or a link leads there
 */
export function ownAdapterFile(cwd: string, use: string): string {
  const file = resolve(cwd, use);
  const fault = outsideFault(cwd, relative(cwd, file), realOf(cwd, use));
  if (fault === null) return file;
  throw new UserError({
    what: 'the adapter is not read',
    where: use,
    why: fault.what,
    next: 'commit it to the repository, and name it by its path relative to the working directory',
  });
}

/** Of one that does not exist, where it would be. */
function realOf(cwd: string, use: string): string {
  try {
    return realpathSync(resolve(cwd, use));
  } catch {
    return resolve(realpathSync(cwd), relative(cwd, resolve(cwd, use)));
  }
}
