import { spawnSync } from 'node:child_process';
import { InfrastructureError } from '../errors.js';

/**
 * What a worker may reach.
 *   no-network   a network namespace of its own with nothing in it, and an environment made from an allow-list
 *   environment  the allow-listed environment only: no tokens by inheritance, but the network is there
 *   off          as environment; asked for by the user
 */
export type SandboxLevel = 'no-network' | 'environment' | 'off';

export interface Launcher {
  readonly level: SandboxLevel;
  /** What is put before a worker's command. */
  readonly prefix: readonly string[];
}

/** Ways into an empty network namespace: as root, or as the root of a user namespace. Neither forks, so the pid stays. */
const NAMESPACES = [
  ['unshare', '--net', '--'],
  ['unshare', '--user', '--map-current-user', '--net', '--'],
];

/**
 * The strongest launcher there is here.
 * @throws InfrastructureError when `required` and the network cannot be cut
 */
export function findLauncher(wanted: 'auto' | 'required' | 'off'): Launcher {
  if (wanted === 'off') return { level: 'off', prefix: [] };
  if (process.platform === 'linux') {
    for (const [file = '', ...args] of NAMESPACES) {
      const probe = spawnSync(file, [...args, 'true'], { stdio: 'ignore', timeout: 5000 });
      if (probe.status === 0) return { level: 'no-network', prefix: [file, ...args] };
    }
  }
  if (wanted === 'required')
    throw new InfrastructureError({
      what: 'the workers cannot be cut off from the network here',
      where: 'sandbox: required',
      why:
        process.platform === 'linux'
          ? 'neither root nor unprivileged user namespaces are available'
          : `there is no such means on ${process.platform}`,
      next: 'run on Linux with user namespaces allowed, or set `sandbox: auto`, which reports the level it got',
    });
  return { level: 'environment', prefix: [] };
}
