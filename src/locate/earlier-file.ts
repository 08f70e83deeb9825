/** Earlier files of a model, out of git. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { askGit, findGit, gitArguments, gitEnvironment } from '../discover/ask-git.js';
import { hashFiles } from '../discover/hash-files.js';
import { folderApart } from '../host/find-on-path.js';

/** Commits that changed the file and are looked at: it is the last change, or one of a few before it, that matters. */
const MOST_COMMITS = 20;

/**
 * The version of a committed file, with the files that belong to it, that has this digest: written below `folder`. Nothing
 * is fetched, so a shallow checkout has few of them.
 * @param paths relative to the root, that of the model first
 * @returns its path and its commit; null when git does not have it
 */
export async function earlierFile(
  root: string,
  paths: readonly [string, ...string[]],
  sha256: string,
  folder: string,
): Promise<{ readonly path: string; readonly commit: string } | null> {
  for (const commit of await commitsOf(root, paths[0])) {
    const written = paths.map((path) => join(folder, commit, path));
    const found = await Promise.all(paths.map((path, index) => writeBlob(root, commit, path, written[index] ?? '')));
    const [path] = written;
    if (path !== undefined && found.every(Boolean) && (await hashFiles(written)) === sha256) return { path, commit };
  }
  return null;
}

async function commitsOf(root: string, path: string): Promise<readonly string[]> {
  const list = ['log', `--max-count=${MOST_COMMITS}`, '--format=%H', '--', path];
  const answer = await askGit(root, list).catch(() => Buffer.alloc(0));
  return answer
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** @returns whether the commit has the file */
async function writeBlob(root: string, commit: string, path: string, target: string): Promise<boolean> {
  await mkdir(dirname(target), { recursive: true });
  // Of the folder in which git runs, which may be below the root of the repository.
  const child = spawn(await findGit(root), gitArguments(root, ['cat-file', 'blob', `${commit}:./${path}`]), {
    cwd: folderApart(root),
    env: gitEnvironment(root),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const file = child.stdout.pipe(createWriteStream(target));
  const [[code]] = await Promise.all([once(child, 'close'), once(file, 'close')]);
  return code === 0;
}
