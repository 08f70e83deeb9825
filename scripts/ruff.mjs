// Holds the Python files to ruff.toml: `node scripts/ruff.mjs` checks them, with --fix it also mends and formats them.
// ruff comes from the lock beside this file into .cache/, by the pip of a virtual environment: Python 3.10 or newer is all
// that has to be there. To raise its release: `uv pip compile --universal --generate-hashes`, as on the lock's first line.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'scripts/ruff.txt';
const CACHE = '.cache';
const WINDOWS = process.platform === 'win32';
const PROGRAMS = WINDOWS ? 'Scripts' : 'bin';
const ENDING = WINDOWS ? '.exe' : '';
const IS_RECENT = 'import sys; sys.exit(sys.version_info < (3, 10))';
const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary'];

try {
  const ruff = findRuff();
  const fix = process.argv.includes('--fix');
  const checked = succeeds(ruff, fix ? ['check', '--fix'] : ['check']);
  const formatted = succeeds(ruff, fix ? ['format'] : ['format', '--check']);
  process.exitCode = checked && formatted ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 3;
}

/** The executable of ruff, which is installed when it is missing. */
function findRuff() {
  const version = /^ruff==(\S+)/m.exec(readFileSync(LOCK, 'utf8'))?.[1];
  const ruff = join(CACHE, `ruff-${version}${ENDING}`);
  if (existsSync(ruff)) return ruff;
  const python = ['python3', 'python'].find((name) => succeeds(name, ['-c', IS_RECENT], 'ignore'));
  if (python === undefined)
    throw new Error(
      'Python 3.10 or newer is needed to check the Python files. Next: install it, and put it on the PATH.',
    );
  mkdirSync(CACHE, { recursive: true });
  const environment = mkdtempSync(join(CACHE, 'ruff-environment-'));
  try {
    if (!succeeds(python, ['-m', 'venv', environment]))
      throw new Error('Python could not make a virtual environment. Next: on Debian and Ubuntu, install python3-venv.');
    if (!succeeds(join(environment, PROGRAMS, `python${ENDING}`), [...PIP, ':all:', '-r', LOCK]))
      throw new Error(
        'pip could not install ruff. Next: look at its message above; behind a company mirror, set its index.',
      );
    renameSync(join(environment, PROGRAMS, `ruff${ENDING}`), ruff);
  } finally {
    rmSync(environment, { recursive: true, force: true });
  }
  return ruff;
}

/**
 * Whether the command starts and ends well.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').StdioOptions} [stdio]
 */
function succeeds(command, args, stdio = 'inherit') {
  return spawnSync(command, args, { stdio }).status === 0;
}
