import { Command } from 'commander';
import { checkAcceptance } from '../../baseline/acceptance.js';
import { approve } from '../../baseline/approve.js';
import { defaultAuthor } from '../../baseline/default-author.js';
import { worstRatioOf } from '../../baseline/measure.js';
import { writeBaseline } from '../../baseline/write-baseline.js';
import { UserError } from '../../errors.js';
import { runGate } from '../../gate.js';
import { formatRatio } from '../../number-format.js';
import {
  allowCodeOption,
  baselineOption,
  type CommonOptions,
  configOption,
  requestOf,
  sandboxOption,
} from './options.js';
import { withHost } from './with-host.js';

interface ApproveOptions extends CommonOptions {
  readonly reason: string;
  readonly until?: string;
  readonly author?: string;
}

/** `portability approve`: runs one cell and records in the baseline that its result is accepted; commits nothing. */
export function approveCommand(assets: string): Command {
  return new Command('approve')
    .description('accept the current result of one cell, with a reason, in the baseline; commits nothing')
    .argument('<model>', 'id of the model')
    .argument('<runtime>', 'id of the column')
    .requiredOption('--reason <text>', 'why this is fine; shown in every report')
    .option('--until <date>', 'last day of the approval, as in 2027-03-01 (default: no end date)')
    .option('--author <name>', "who accepts it (default: git's user name)")
    .addOption(configOption)
    .addOption(baselineOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .addHelpText(
      'after',
      '\nExample:\n  portability approve detector openvino --until 2027-03-01 --reason "we deploy bf16"',
    )
    .action((model: string, runtime: string, options: ApproveOptions) =>
      withHost(assets, false, async (host, { print }) => {
        const author = options.author ?? (await defaultAuthor(host));
        if (author === null)
          throw new UserError({ what: 'no author given for the approval', next: 'add --author <name>' });
        const { reason, until } = options;
        const given = { model, runtime, reason, author, today: host.today };
        const acceptance = checkAcceptance(until === undefined ? given : { ...given, until });
        const outcome = await runGate(
          { ...requestOf([model], options), runtimes: [runtime], everyOperator: false },
          host,
        );
        const { path } = outcome.baseline;
        const { baseline, approval } = approve(outcome.baseline.baseline, outcome.results, acceptance);
        await writeBaseline(host.cwd, path, baseline);
        const ratio = worstRatioOf(approval.measured);
        const measured = ratio === null ? '' : ` at ${formatRatio(ratio)}`;
        const end = until === undefined ? 'without an end date' : `until ${until}`;
        print(`approved ${end}: ${model} on ${runtime}, ${approval.state}${measured}. Commit ${path}.\n`);
        return 0;
      }),
    );
}
