import { spawnSync } from 'node:child_process';
import { InfrastructureError } from '../errors.js';

/**
 * What a worker may reach.
 *   no-network   a network namespace of its own with nothing in it, and an environment made from an allow-list
 *   environment  the allow-listed environment only: no tokens by inheritance, but the network is there
 *   off          same as environment, at the user's request
 */
export type SandboxLevel = 'no-network' | 'environment' | 'off';

export interface Launcher {
  readonly level: SandboxLevel;
  /** What is put before a worker's command. */
  readonly prefix: readonly string[];
}

/** Ways into an empty network namespace: as root, or as root of a user namespace. Neither forks, so the pid stays. */
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
      what: 'workers cannot be isolated from the network on this machine',
      where: 'sandbox: required',
      why:
        process.platform === 'linux'
          ? 'neither root nor unprivileged user namespaces are available'
          : `network isolation is not available on ${process.platform}`,
      next: 'run on Linux with user namespaces allowed, or set `sandbox: auto`, which uses the strongest level available and reports it',
    });
  return { level: 'environment', prefix: [] };
}
