import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * A program from PyPI, installed once into an environment of its own in the project's cache.
 * @param requirement `name==version`
 * @returns the path of the program
 */
export async function pypiProgram(requirement: string, program: string): Promise<string> {
  const environment = resolve('.cache', 'pypi-programs', requirement);
  const scripts = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  const path = join(scripts, program);
  if (existsSync(path)) return path;
  await execute('python3', ['-m', 'venv', environment]);
  await execute(join(scripts, 'python'), ['-m', 'pip', 'install', '--quiet', requirement]);
  return path;
}
