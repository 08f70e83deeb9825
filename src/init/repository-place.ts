import { resolve } from 'node:path';
import { askGit } from '../discover/ask-git.js';

/** Where a folder is in its repository. */
export interface RepositoryPlace {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** The folder as a path from the root with forward slashes; '' for the root itself. */
  readonly folder: string;
  /** The branch that pull requests are merged into. */
  readonly branch: string;
}

/** Outside of a git work tree, the folder itself is the root. */
export async function repositoryPlace(cwd: string): Promise<RepositoryPlace> {
  const top = await git(cwd, ['rev-parse', '--show-cdup']);
  const prefix = await git(cwd, ['rev-parse', '--show-prefix']);
  return {
    root: resolve(cwd, top ?? ''),
    folder: (prefix ?? '').replace(/\/$/, ''),
    branch: await mainBranch(cwd),
  };
}

/** What the remote says it is, else the usual name that exists, else main. */
async function mainBranch(cwd: string): Promise<string> {
  const remote = await git(cwd, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  if (remote !== null && remote !== '') return remote.replace(/^origin\//, '');
  for (const name of ['main', 'master'])
    if ((await git(cwd, ['rev-parse', '--quiet', '--verify', `refs/heads/${name}`])) !== null) return name;
  return 'main';
}

/** Null where git fails: there is no repository, or no such reference. */
async function git(cwd: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await askGit(cwd, args)).toString('utf8').trimEnd();
  } catch {
    return null;
  }
}
