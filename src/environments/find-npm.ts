import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { apartFromRepository, findOnPath, foldersOnPath } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';

/**
 * The command that starts npm: a program and its first arguments.
 * @throws InfrastructureError when there is none
 */
export async function findNpm(host: Host): Promise<readonly [string, ...string[]]> {
  // npm.cmd would need a shell, so its script is run with Node.js instead.
  const found =
    process.platform === 'win32' ? await findScript(host) : await findOnPath(apartFromRepository(host), 'npm');
  if (found === null)
    throw new InfrastructureError({
      what: 'npm is needed to install a JavaScript runtime, and is not on the PATH',
      next: 'install Node.js with npm (in a workflow: actions/setup-node)',
    });
  return process.platform === 'win32' ? [host.node, found] : [found];
}

async function findScript(host: Host): Promise<string | null> {
  for (const folder of [...foldersOnPath(apartFromRepository(host)), dirname(host.node)]) {
    const script = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    const present = await stat(script).catch(() => null);
    if (present?.isFile()) return script;
  }
  return null;
}
