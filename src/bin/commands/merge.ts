import { Command } from 'commander';
import { terminalReport } from '../../report/terminal.js';
import { type FailOn, gateVerdict } from '../../results/verdict.js';
import { chosenDeliveries } from '../../shards/chosen-deliveries.js';
import { joinDeliveries } from '../../shards/join-deliveries.js';
import { readDeliveries } from '../../shards/read-deliveries.js';
import { readStops } from '../../shards/stopped-parts.js';
import { failOnOption, verboseOption } from './options.js';
import { withHost } from './with-host.js';
import { addReportOptions, isStreamed, type ReportFiles, writeReports } from './write-reports.js';

interface MergeOptions extends ReportFiles {
  readonly failOn?: FailOn;
  readonly verbose?: boolean;
}

/** `portability merge`: the parts of a matrix become one result, which decides. */
export function mergeCommand(assets: string): Command {
  return addReportOptions(
    new Command('merge')
      .description('join the results of all parts of a matrix, compare platforms, and decide')
      .argument('<folders...>', 'what `run --shard` delivered, or folders that contain such folders')
      .addOption(failOnOption)
      .addOption(verboseOption),
  )
    .addHelpText(
      'after',
      `
A planned cell that no part delivered is an error. A part that was run again
replaces its earlier attempt.

Examples:
  portability merge part-1 part-2
  portability merge artifacts --json results.json --html report.html`,
    )
    .action((folders: string[], options: MergeOptions) =>
      withHost(assets, options.verbose === true, async (host, terminal) => {
        const stops = await readStops(host.cwd, folders);
        const chosen = chosenDeliveries(await readDeliveries(host.cwd, folders, host.log, stops));
        const failOn = options.failOn ?? chosen.whole.failOn;
        const results = await joinDeliveries({ ...chosen, whole: { ...chosen.whole, failOn } }, stops);
        const { columns, colour, program, print } = terminal;
        if (!isStreamed(options))
          print(terminalReport(results, { columns, colour, program, verbose: options.verbose === true }));
        await writeReports(results, options, { cwd: host.cwd, key: chosen.whole.run.config ?? 'portability', print });
        return gateVerdict(results, failOn).exitCode;
      }),
    );
}
