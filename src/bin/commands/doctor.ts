import { Command } from 'commander';
import { findRuntimes } from '../../adapters/find-runtimes.js';
import { readPlatform } from '../../host/platform.js';
import { platformFault } from '../../plan/static-check.js';
import { findLauncher } from '../../sandbox/launcher.js';
import { withHost } from './with-host.js';

/** `portability doctor`: what this machine has and what it lacks. */
export function doctorCommand(assets: string): Command {
  return new Command('doctor').description('show what this machine has and what it lacks for the runtimes').action(() =>
    withHost(assets, false, async (host, { print }) => {
      const platform = readPlatform();
      const lines = [
        `platform   ${platform.os}-${platform.arch}, ${platform.cpu}`,
        `instructions ${platform.isa.join(' ') || 'unknown'}`,
        `sandbox    ${findLauncher('auto').level}`,
        `cache      ${host.cache}`,
      ];
      const id = `${platform.os}-${platform.arch}`;
      for (const runtime of await findRuntimes(host, []))
        lines.push(`${runtime.id}: ${platformFault(runtime, id)?.what ?? 'can run here'}`);
      print(`${lines.join('\n')}\n`);
      return 0;
    }),
  );
}
