import { join, posix, relative, sep } from 'node:path';
import { headOf } from '../bytes/file-window.js';
import { repositoryRoot } from './list-files.js';

const MOST_BYTES = 1 << 20;

/** The submodule that a path is in, by what the repository says of its submodules; null for none. Relative to `root`. */
export function submoduleAround(root: string, path: string): string | null {
  const repository = repositoryRoot(root);
  if (repository === null) return null;
  const wanted = posix.normalize(path);
  const folders = [...declared(repository).matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, folder = '']) =>
    relative(root, join(repository, folder)).split(sep).join('/'),
  );
  return folders.find((folder) => wanted.startsWith(`${folder}/`)) ?? null;
}

function declared(repository: string): string {
  try {
    return Buffer.from(headOf(join(repository, '.gitmodules'), MOST_BYTES)).toString('utf8');
  } catch {
    return '';
  }
}
