import { Command } from 'commander';
import { planSession } from '../../plan-session.js';
import { planJson, planText } from '../../report/plan-text.js';
import { withSession } from '../../session.js';
import { type CommonOptions, configOption, requestOf, runtimesOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability plan`: what would run where and why not elsewhere; runs and installs nothing. */
export function planCommand(assets: string): Command {
  return new Command('plan')
    .description('show what would run where, and why not elsewhere; runs nothing')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(runtimesOption)
    .option('--json', 'print the plan as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  portability plan\n  portability plan --json | jq ".cells[] | select(.state != null)"',
    )
    .action((models: string[], options: CommonOptions & { json?: boolean }) =>
      withHost(assets, false, async (host, terminal) => {
        const plan = await withSession(requestOf(models, options), host, planSession);
        terminal.print(options.json === true ? planJson(plan) : planText(plan, terminal.colour));
        return 0;
      }),
    );
}
