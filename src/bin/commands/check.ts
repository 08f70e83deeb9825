import { Command } from 'commander';
import { runStaticCheck } from '../../check.js';
import { terminalLines } from '../../report/escape.js';
import { type CommonOptions, configOption, requestOf, runtimesOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability check`: config, models and goldens are read and checked; nothing is installed or run. */
export function checkCommand(assets: string): Command {
  return new Command('check')
    .description('check config, models and goldens without running or installing anything')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(runtimesOption)
    .addHelpText('after', '\nExample:\n  portability check && git commit')
    .action((models: string[], options: CommonOptions) =>
      withHost(assets, false, async (host, terminal) => {
        const { problems, warnings, summary, exitCode } = await runStaticCheck(requestOf(models, options), host);
        terminal.print(`${terminalLines([...problems, ...warnings, summary].join('\n'))}\n`);
        return exitCode;
      }),
    );
}
