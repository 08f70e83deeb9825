import { join, posix } from 'node:path';
import { askGit } from './ask-git.js';
import { hollowFault } from './hollow-file.js';
import { pathFault } from './path-fault.js';
import { findReader, namedLikeModel } from './read-form.js';
import { statsAt } from './stats-at.js';

/** Files that look like models and are not among the committed ones, with the reason. */
export interface UnseenFiles {
  /** For one and for many, as in "not tracked by git". */
  readonly why: string;
  readonly next: string;
  /** Sorted. */
  readonly paths: readonly string[];
}

/** Folders of packages hold models of their own. */
const FOREIGN = /(^|\/)(node_modules|site-packages|\.venv|venv|__pycache__|\.git)\//;
const MOST = 2000;
/** How git marks them. */
const LINK = '120000';
const SUBMODULE = '160000';

/**
 * Models of a work tree that a gate over committed files does not see: git does not track or ignores them, they are not
 * checked out, they are links that are not followed, their names are not UTF-8, or they are in a submodule. Nothing
 * outside of a work tree.
 */
export async function unseenFiles(root: string): Promise<UnseenFiles[]> {
  const [untracked, ignored, tracked] = await Promise.all([
    listed(root, ['--others', '--exclude-standard']),
    listed(root, ['--others', '--ignored', '--exclude-standard']),
    listed(root, ['--cached', '--stage']),
  ]);
  const isModel = (path: string) => findReader(root, path) !== null || hollowFault(join(root, path)) !== null;
  const models = (names: readonly Buffer[]) =>
    names
      .map((name) => name.toString('utf8'))
      .filter((path) => !FOREIGN.test(path) && !path.includes('portability-report/'))
      .slice(0, MOST)
      .filter(isModel);
  const staged = tracked.map(entryOf);
  const committed = staged.filter(({ name, mode }) => isUtf8(name) && mode !== SUBMODULE);
  const named = (isLink: boolean) =>
    committed
      .filter(({ mode }) => (mode === LINK) === isLink)
      .map(({ name }) => name.toString('utf8'))
      .filter(namedLikeModel);
  return [
    { why: 'not tracked by git', next: 'git add what is to be gated', paths: models(untracked) },
    {
      why: 'ignored by git',
      next: 'git add --force what is to be gated, or change .gitignore',
      paths: models(ignored),
    },
    {
      why: 'committed, but not in the working tree',
      next: 'git restore what is to be gated, and git rm the rest',
      paths: named(false).filter((path) => statsAt(join(root, path)) === undefined),
    },
    {
      why: 'reached through a link that leads nowhere or out of the working directory',
      next: 'commit the file itself instead of the link',
      paths: named(true).filter((path) => pathFault(root, path) !== null),
    },
    {
      why: 'not named in UTF-8',
      next: 'rename what is to be gated',
      paths: staged.filter(({ name }) => !isUtf8(name)).map(({ name }) => readable(name)),
    },
    {
      why: 'in a submodule, where no models are looked for',
      next: 'name what is to be gated under `models:` in portability.yml',
      paths: staged.filter(({ mode }) => mode === SUBMODULE).map(({ name }) => name.toString('utf8')),
    },
  ].filter(({ paths }) => paths.length > 0);
}

/**
 * Which of the files are there and not tracked by git: a fresh checkout lacks them. None outside of a work tree, nor in a
 * submodule, whose own repository tracks them.
 */
export async function untrackedFiles(root: string, files: readonly string[]): Promise<string[]> {
  const names = await listed(root, ['--cached']);
  if (names.length === 0) return [];
  const tracked = new Set(names.map((name) => name.toString('utf8')));
  const isFile = (path: string) => statsAt(join(root, path))?.isFile() === true;
  const isInSubmodule = (path: string) => foldersAbove(path).some((folder) => tracked.has(folder));
  return files.filter((path) => {
    const name = posix.normalize(path);
    return !tracked.has(name) && !isInSubmodule(name) && isFile(path);
  });
}

/** Of `a/b/c`: `a` and `a/b`. */
function foldersAbove(path: string): string[] {
  const steps = path.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
}

async function listed(root: string, what: readonly string[]): Promise<Buffer[]> {
  try {
    const answer = await askGit(root, ['ls-files', '-z', ...what, '--', '.']);
    const names: Buffer[] = [];
    for (let from = 0, to = answer.indexOf(0); to !== -1; from = to + 1, to = answer.indexOf(0, from))
      names.push(answer.subarray(from, to));
    return names;
  } catch {
    return [];
  }
}

/** A line of --stage: mode, object, stage, a tab, the name. */
function entryOf(line: Buffer): { readonly mode: string; readonly name: Buffer } {
  return { mode: line.subarray(0, 6).toString('latin1'), name: line.subarray(line.indexOf(9) + 1) };
}

const isUtf8 = (name: Buffer) => Buffer.from(name.toString('utf8')).equals(name);

/** Bytes that are no text as \xe9. */
function readable(name: Buffer): string {
  return name.toString('latin1').replaceAll(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}
