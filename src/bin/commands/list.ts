import { Command } from 'commander';
import { findRuntimes } from '../../adapters/find-runtimes.js';
import { loadConfig } from '../../config/load-config.js';
import { columnsOf } from '../../plan/column.js';
import { runtimeList } from '../../report/runtime-list.js';
import { configOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability list`: the runtimes with their options. */
export function listCommand(assets: string): Command {
  return new Command('list')
    .description('list the runtimes with their options, versions and formats')
    .addOption(configOption)
    .option('--json', 'print it as JSON')
    .action((options: { config?: string; json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const { config } = loadConfig(host.cwd, options.config);
        const uses = (config.runtimes ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.use));
        const runtimes = await findRuntimes(host, uses);
        const used = new Set(columnsOf(config.runtimes, runtimes, host.cwd).map(({ runtime }) => runtime.id));
        print(runtimeList(runtimes, used, options.json === true));
        return 0;
      }),
    );
}
