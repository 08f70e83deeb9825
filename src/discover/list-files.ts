import { type Dirent, existsSync, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { askGit } from './ask-git.js';
import { pathFault } from './path-fault.js';

const SKIPPED = new Set(['.git', 'node_modules', '__pycache__', '.venv', 'venv']);
/** -z: names may contain newlines. */
const LIST = ['ls-files', '-z', '--cached', '--', '.'];

/**
 * The committed files below `root`, as sorted paths with forward slashes. Outside a git work tree: every file below it
 * except in dependency folders. Links count when they lead to a file below `root`.
 */
export async function listFiles(
  root: string,
): Promise<{ readonly files: readonly string[]; readonly tracked: boolean }> {
  const tracked = await trackedFiles(root);
  const files = tracked ?? (await walk(root, root));
  return { files: [...files].sort(), tracked: tracked !== null };
}

/** The root of the checkout that the folder is in, by what git leaves there; null outside of any. */
export function repositoryRoot(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}

async function trackedFiles(root: string): Promise<string[] | null> {
  try {
    const listed = (await askGit(root, LIST)).toString('utf8');
    // During a merge, git lists a file once for each side.
    return [...new Set(listed.split('\0'))].filter((path) => path !== '' && isFile(root, path));
  } catch {
    return null;
  }
}

/** A tracked path may be deleted in the work tree, or be the folder of a submodule. */
function isFile(root: string, path: string): boolean {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  return stats?.isFile() === true || (stats?.isSymbolicLink() === true && pathFault(root, path) === null);
}

async function walk(root: string, folder: string): Promise<string[]> {
  const nested = await Promise.all(
    (await entriesOf(folder)).map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, path);
      const name = relative(root, path).split(sep).join('/');
      return entry.isFile() || (entry.isSymbolicLink() && pathFault(root, name) === null) ? [name] : [];
    }),
  );
  return nested.flat();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    // A folder that cannot be read, or was just removed.
    return [];
  }
}
