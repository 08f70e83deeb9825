import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { repositoryRoot } from './discover/list-files.js';
import type { Explanation } from './errors.js';

/**
 * There is nothing to run, and why: nothing is committed that the gate can read, or it looks in the wrong place.
 * @param cwd whose files the gate looks at
 */
export function noModel(cwd: string): Explanation {
  const root = repositoryRoot(cwd);
  if (root === null)
    return isBare(cwd)
      ? {
          what: 'no model found',
          why: 'this is a bare repository: its files are not checked out',
          next: 'run it in a clone that was made without --bare',
        }
      : {
          what: 'no model found',
          why: 'no file in this folder, which is not in a git repository, is a model that the gate can read',
          next: 'run it in the folder of the models',
        };
  const next = '`git add` a model, or name it under `models:` in portability.yml';
  if (root === cwd) return { what: 'no model found', why: 'no committed file is a model that the gate can read', next };
  const up = relative(cwd, root).split(sep).join('/');
  return {
    what: 'no model found',
    why: `no committed file below this folder is a model that the gate can read; the rest of the repository, from ${up} on, is not looked at`,
    next: `run it in ${up} (in a workflow, the input \`working-directory\`), or ${next}`,
  };
}

/** By what git leaves in one. */
function isBare(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)));
}
