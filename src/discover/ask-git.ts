import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { environment } from '../host/environment.js';
import { apartFromRepository, findOnPath, folderApart } from '../host/find-on-path.js';

/**
 * A checkout that another user owns, as in containers, is read all the same. So nothing of it may be run: no program that
 * its configuration names, and no repository that is committed as files of a folder, whose configuration anybody wrote.
 */
const SETTINGS = [
  '-c',
  'safe.directory=*',
  '-c',
  'safe.bareRepository=explicit',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'log.showSignature=false',
];
/** A clone without all objects would fetch them by a program that its configuration names. */
const NOTHING_FETCHED = { GIT_ALLOW_PROTOCOL: '', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

const MOST_BYTES = 1 << 28;

/**
 * The program, apart from the repository around the folder. By its name alone, Windows would take one that lies there.
 * @throws without git
 */
export async function findGit(folder: string): Promise<string> {
  const git = await findOnPath(trustedEnvironment(folder), 'git');
  if (git === null) throw new Error('git is not on the PATH');
  return git;
}

/** The arguments of git that asks about whatever repository there is around a folder. */
export function gitArguments(folder: string, args: readonly string[]): string[] {
  return ['-C', folder, ...SETTINGS, ...args];
}

/** The environment of that git. */
export function gitEnvironment(folder: string): NodeJS.ProcessEnv {
  return { ...trustedEnvironment(folder), ...NOTHING_FETCHED };
}

function trustedEnvironment(folder: string) {
  return apartFromRepository({ env: environment(), cwd: folder });
}

/**
 * What git answers about the repository around a folder.
 * @throws where it fails: there is no git, no repository, or no such thing in it
 */
export async function askGit(folder: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(await findGit(folder), gitArguments(folder, args), {
    cwd: folderApart(folder),
    env: gitEnvironment(folder),
    maxBuffer: MOST_BYTES,
    encoding: 'buffer',
  });
  return stdout;
}
