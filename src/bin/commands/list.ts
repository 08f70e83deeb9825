import { Command } from 'commander';
import { runtimeList } from '../../report/runtime-list.js';
import { withSession } from '../../session.js';
import { configOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability list`: the runtimes and converters with their options. */
export function listCommand(assets: string): Command {
  return new Command('list')
    .description('list the runtimes and converters with their options, versions and formats')
    .addOption(configOption)
    .option('--json', 'print the list as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  portability list         with the adapters of your own that portability.yml names\n  portability list --json  the same for a program',
    )
    .action((options: { config?: string; json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const { runtimes, converters, configured } = await withSession(options, host, async (session) => session);
        const used = new Set(configured.map(({ runtime }) => runtime.id));
        print(runtimeList(runtimes, converters, used, options.json === true));
        return 0;
      }),
    );
}
