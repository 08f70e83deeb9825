import { Command } from 'commander';
import { explain, UserError } from '../../errors.js';
import { noModel } from '../../no-model.js';
import { planSession } from '../../plan-session.js';
import { planJson, planText } from '../../report/plan-text.js';
import { withSession } from '../../session.js';
import { jobMatrix, wholeMatrix } from '../../shard-session.js';
import { deliverReason } from '../deliver.js';
import { stopped } from '../stopped.js';
import { type CommonOptions, configOption, positive, requestOf, runtimesOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability plan`: what would run where and why not elsewhere; runs and installs nothing. */
export function planCommand(assets: string): Command {
  return new Command('plan')
    .description('show what would run where, and why not elsewhere; runs nothing')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(runtimesOption)
    .option('--json', 'print the plan as JSON')
    .option(
      '--shards <n>',
      "print a job matrix (JSON) that runs the plan in n parts on each of the config's platforms",
      positive,
    )
    .option('--deliver <folder>', 'with --shards: if there is no plan, where to leave the reason for merge')
    .addHelpText(
      'after',
      '\nExamples:\n  portability plan\n  portability plan --json | jq ".cells[] | select(.state != null)"\n  echo "matrix=$(portability plan --shards 4)" >> "$GITHUB_OUTPUT"',
    )
    .action((models: string[], options: CommonOptions & { json?: boolean; shards?: number; deliver?: string }) =>
      withHost(assets, false, async (host, terminal) => {
        const { shards, deliver } = options;
        if (deliver !== undefined && shards === undefined)
          throw new UserError({
            what: '--deliver is for the parts of a matrix',
            next: 'add --shards, as in --shards 4',
          });
        if (shards !== undefined) {
          const matrix = await withSession(requestOf(models, options), host, async (session) =>
            jobMatrix(await wholeMatrix(session, shards), session),
          ).catch(async (error: unknown) => {
            if (deliver !== undefined) await deliverReason(stopped(error), null, options, host);
            throw error;
          });
          terminal.print(`${JSON.stringify(matrix)}\n`);
          return 0;
        }
        const plan = await withSession(requestOf(models, options), host, planSession);
        if (plan.models.length === 0) host.log.warn(explain(noModel(host.cwd)));
        terminal.print(options.json === true ? planJson(plan) : planText(plan, terminal.colour));
        return 0;
      }),
    );
}
