import { Command } from 'commander';
import { findConverters } from '../../adapters/find-converters.js';
import { findRuntimes } from '../../adapters/find-runtimes.js';
import { loadConfig } from '../../config/load-config.js';
import { columnsOf } from '../../plan/column.js';
import { runtimeList } from '../../report/runtime-list.js';
import { configOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability list`: the runtimes and converters with their options. */
export function listCommand(assets: string): Command {
  return new Command('list')
    .description('list the runtimes and converters with their options, versions and formats')
    .addOption(configOption)
    .option('--json', 'print it as JSON')
    .action((options: { config?: string; json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const { config } = loadConfig(host.cwd, options.config);
        const uses = (config.runtimes ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.use));
        const runtimes = await findRuntimes(host, uses);
        const converters = await findConverters(host, config.converters);
        const columns = columnsOf(config.runtimes, runtimes, host.cwd, converters);
        const used = new Set(columns.map(({ runtime }) => runtime.id));
        print(runtimeList(runtimes, converters, used, options.json === true));
        return 0;
      }),
    );
}
