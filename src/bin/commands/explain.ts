import { Command } from 'commander';
import { UserError } from '../../errors.js';
import { runGate } from '../../gate.js';
import { terminalReport } from '../../report/terminal.js';
import {
  allowCodeOption,
  baselineOption,
  type CommonOptions,
  configOption,
  requestOf,
  sandboxOption,
} from './options.js';
import { withHost } from './with-host.js';

/** `portability explain`: one cell run again, with every number, its distance from float64, and errors in full. */
export function explainCommand(assets: string): Command {
  return new Command('explain')
    .description('run one model on one runtime and show every number behind its cell, also against float64')
    .argument('<model>', 'id of the model')
    .argument('<runtime>', 'id of the column')
    .addOption(configOption)
    .addOption(baselineOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .addHelpText('after', '\nExample:\n  portability explain detector openvino')
    .action((model: string, runtime: string, options: CommonOptions) =>
      withHost(assets, true, async (host, { print, colour, columns, program }) => {
        const request = { ...requestOf([model], options), runtimes: [runtime], everyTruth: true };
        const { results, exitCode } = await runGate(request, host);
        if (results.cells.length === 0)
          throw new UserError({
            what: `there is no cell ${model} on ${runtime}`,
            next: 'run `portability plan` to see the models and runtimes',
          });
        print(terminalReport(results, { columns, colour, program, verbose: true }));
        return exitCode;
      }),
    );
}
