import { statfs } from 'node:fs/promises';
import { Command } from 'commander';
import { findRuntimes } from '../../adapters/find-runtimes.js';
import { findBrowser } from '../../environments/find-browser.js';
import { pythonsOnPath } from '../../environments/find-python.js';
import { InfrastructureError } from '../../errors.js';
import { makeFolder } from '../../host/make-folder.js';
import { readPlatform } from '../../host/platform.js';
import { platformFault } from '../../plan/static-check.js';
import { findLauncher } from '../../sandbox/launcher.js';
import { withHost } from './with-host.js';

/** `portability doctor`: what this machine has and what it lacks. */
export function doctorCommand(assets: string): Command {
  return new Command('doctor')
    .description('show what this machine has, and what the runtimes lack here')
    .addHelpText('after', '\nExamples:\n  portability doctor  before a bug report, or where a runtime does not start')
    .action(() =>
      withHost(assets, false, async (host, { print }) => {
        const platform = readPlatform();
        const id = `${platform.os}-${platform.arch}`;
        const pythons = await pythonsOnPath(host);
        await makeFolder(host.cache);
        const browser = await findBrowser(host, 'a runtime in a page').catch((error: unknown) => {
          if (error instanceof InfrastructureError) return `none: ${error.explanation.next ?? ''}`;
          throw error;
        });
        const { bavail, bsize } = await statfs(host.cache);
        const runtimes = await findRuntimes(host, []);
        const missing = runtimes.flatMap((runtime) => platformFault(runtime, id)?.what ?? []);
        const lines = [
          ['platform', `${id}, ${platform.cpu}`],
          ['instructions', platform.isa.join(' ') || 'unknown'],
          ['node', process.versions.node],
          [
            'python',
            pythons.map(({ version, executable }) => `${version} (${executable})`).join(', ') ||
              'none on the PATH: Python runtimes cannot run. Next: install Python 3.10 or newer',
          ],
          ['browser', browser],
          ['sandbox', findLauncher('auto', host).level],
          ['cache', `${host.cache}, ${Math.floor((bavail * bsize) / 2 ** 30)} GiB free`],
          [
            'runtimes',
            runtimes
              .filter((runtime) => platformFault(runtime, id) === null)
              .map((one) => one.id)
              .join(', '),
          ],
          ...missing.map((what) => ['missing', what]),
        ];
        print(`${lines.map(([name = '', text = '']) => `${name.padEnd(14)}${text}`).join('\n')}\n`);
        return pythons.length === 0 ? 3 : 0;
      }),
    );
}
