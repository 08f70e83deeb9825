import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Its first line has the command that generates it, also for a newer release of ruff. */
const LOCK = join(import.meta.dirname, 'requirements.txt');
const WINDOWS = process.platform === 'win32';
const PROGRAMS = WINDOWS ? 'Scripts' : 'bin';
const ENDING = WINDOWS ? '.exe' : '';
const IS_RECENT = 'import sys; sys.exit(sys.version_info < (3, 10))';
const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary'];

/**
 * The executable of ruff in the locked release, installed when it is missing: by the pip of a virtual environment, so
 * that only Python 3.10 or newer has to be present.
 * @param cache folder in which it is stored
 * @throws Error that says what to install or to set
 */
export function installedRuff(cache: string): string {
  const version = /^ruff==(\S+)/m.exec(readFileSync(LOCK, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${LOCK} pins no release of ruff`);
  const ruff = join(cache, `ruff-${version}${ENDING}`);
  if (existsSync(ruff)) return ruff;
  const python = ['python3', 'python'].find((name) => succeeds(name, ['-c', IS_RECENT], 'ignore'));
  if (python === undefined)
    throw new Error(
      'Python 3.10 or newer is needed to check the Python files. Next: install it, and put it on the PATH.',
    );
  mkdirSync(cache, { recursive: true });
  const environment = mkdtempSync(join(cache, 'ruff-environment-'));
  try {
    if (!succeeds(python, ['-m', 'venv', environment]))
      throw new Error(
        'Python could not create a virtual environment. Next: on Debian and Ubuntu, install python3-venv.',
      );
    if (!succeeds(join(environment, PROGRAMS, `python${ENDING}`), [...PIP, ':all:', '-r', LOCK]))
      throw new Error(
        'pip could not install ruff. Next: read its message above; behind a company mirror, set its index.',
      );
    renameSync(join(environment, PROGRAMS, `ruff${ENDING}`), ruff);
  } finally {
    rmSync(environment, { recursive: true, force: true });
  }
  return ruff;
}

/** Whether the program starts and succeeds. */
function succeeds(program: string, args: readonly string[], stdio: 'ignore' | 'inherit' = 'inherit'): boolean {
  return spawnSync(program, args, { stdio }).status === 0;
}
