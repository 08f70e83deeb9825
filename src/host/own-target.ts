import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.js';

/** Of the system: more links on one way are a circle. */
const MOST_LINKS = 40;

/**
 * Refuses to write where a link in the repository would lead: whoever opens a pull request can commit one, and choose what
 * is written over. Links that lie elsewhere are the user's own.
 * @param cwd the working directory
 * @param path of a file or folder to write, relative to it; it need not exist
 * @throws UserError when a link on the way leads out of the repository, or to what git keeps of it
 */
export function requireOwnTarget(cwd: string, path: string): void {
  const link = linkAway(cwd, path);
  if (link === null) return;
  throw new UserError({
    what: `it is not written through ${JSON.stringify(link)}, a link that leads out of the repository`,
    where: path,
    why: 'a pull request can commit such a link, and so have any file written over',
    next: 'remove the link, or name the place that it leads to',
  });
}

/**
 * The first link in the repository around the working directory by which a path leads away from it; null when none does.
 * @param path of a file or folder, relative to `cwd`; it need not exist
 */
export function linkAway(cwd: string, path: string): string | null {
  const own = realpathSync(cwd);
  const repository = repositoryAround(own);
  const absolute = resolve(cwd, path);
  const { root } = parse(absolute);
  const steps = stepsOf(absolute, root);
  let at = root;
  let first: string | null = null;
  for (let links = 0; steps.length > 0; ) {
    const one = join(at, steps.shift() ?? '');
    const target = linkTarget(one);
    if (target === null) {
      at = one;
      continue;
    }
    if (first === null && isBelow(repository, at)) first = one;
    links += 1;
    // Nothing can be written there: the system says so where no link of the repository is to blame.
    if (links > MOST_LINKS) break;
    const next = resolve(at, target);
    const nextRoot = parse(next).root;
    steps.unshift(...stepsOf(next, nextRoot));
    at = nextRoot;
  }
  if (first === null || (steps.length === 0 && isOwn(repository, at))) return null;
  return relative(own, first);
}

/** In the repository, and neither in another one within it nor among what git keeps of it. */
function isOwn(repository: string, path: string): boolean {
  const within = relative(repository, path).split(sep);
  return (
    isBelow(repository, path) &&
    !within.some((name) => name.toLowerCase() === '.git') &&
    repositoryAround(dirname(path)) === repository
  );
}

function stepsOf(path: string, root: string): string[] {
  return path
    .slice(root.length)
    .split(sep)
    .filter((step) => step !== '');
}

/** Null for what is no link, or not there. */
function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}

/** The nearest folder with a repository; the folder itself without one. */
export function repositoryAround(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

function isBelow(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
