import { execFileSync } from 'node:child_process';

/**
 * Downloads the archives of an environment.
 * @param requirements complete list, as installed
 * @param python interpreter of the environment
 * @param target folder for the archives
 */
export function downloadWheels(requirements: string, python: string, target: string): void {
  const version = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const release = execFileSync(python, ['-c', version], { encoding: 'utf8' }).trim();
  // Dependencies are not resolved: the list is complete.
  const flags = ['--no-deps', '--ignore-requires-python', '--only-binary', ':all:', '--python-version', release];
  const args = ['-m', 'pip', 'download', '--quiet', ...flags, '--dest', target, '--requirement', requirements];
  execFileSync('python3', args, { stdio: ['ignore', 2, 2] });
}
