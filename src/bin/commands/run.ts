import { Command } from 'commander';
import { UserError } from '../../errors.js';
import { type GateOutcome, type GateRequest, runGate } from '../../gate.js';
import type { Host } from '../../host/host.js';
import { formatSeconds } from '../../number-format.js';
import { terminalReport } from '../../report/terminal.js';
import type { Results } from '../../results/schema.js';
import type { Timings } from '../../stopwatch.js';
import { DELIVERY, deliverReason, deliverResults, deliveryOf } from '../deliver.js';
import { resultsOfEnded } from '../results-of-ended.js';
import { type Stop, stopped } from '../stopped.js';
import type { CommonOptions } from './options.js';
import {
  allOption,
  allowCodeOption,
  baselineOption,
  configOption,
  failOnOption,
  jobsOption,
  noCacheOption,
  requestOf,
  runtimesOption,
  sandboxOption,
  verboseOption,
} from './options.js';
import { refuseInCi, updateLock } from './update-lock.js';
import { type Terminal, withHost } from './with-host.js';
import { addReportOptions, isStreamed, type ReportFiles, requireOwnReports, writeReports } from './write-reports.js';

interface RunOptions extends CommonOptions, ReportFiles {
  readonly updateBaseline?: boolean;
  readonly allowCi?: boolean;
  readonly all?: boolean;
  readonly shard?: string;
  readonly deliver?: string;
}

/** `portability run`: the gate; what fails goes to standard output, progress to standard error. */
export function runCommand(assets: string): Command {
  return addReportOptions(
    new Command('run')
      .description('run the gate and print what fails; with --verbose the whole matrix')
      .argument('[models...]', 'ids or globs (default: every model)')
      .addOption(configOption)
      .addOption(runtimesOption)
      .addOption(baselineOption)
      .addOption(failOnOption)
      .addOption(sandboxOption)
      .addOption(allowCodeOption)
      .addOption(jobsOption)
      .addOption(allOption)
      .addOption(noCacheOption)
      .addOption(verboseOption)
      .option(
        '--shard <i/n>',
        'run one part of the matrix, as `portability plan --shards n` lists them; merge judges them',
      )
      .option(
        '--deliver <folder>',
        'with --shard: where to leave the results and outputs for merge (default: portability-shard)',
      ),
  )
    .option(
      '--update-baseline',
      'write noise floors, tolerances and results to the baseline; approvals stay as they are',
    )
    .option('--allow-ci', 'allow --update-baseline although CI is set')
    .addHelpText(
      'after',
      `
Examples:
  portability run
  portability run 'models/*' --runtimes onnxruntime-node,openvino
  portability run --all
  portability run --shard 2/4 --deliver part-2 && portability merge part-*
  portability run --json - | jq .verdict
  portability run --json results.json --html report.html
  portability run --update-baseline && git diff portability.lock.json`,
    )
    .action((models: string[], options: RunOptions) => {
      const gate = async (host: Host, terminal: Terminal) => {
        if (options.updateBaseline === true && options.allowCi !== true) refuseInCi(host);
        if (options.deliver !== undefined && options.shard === undefined)
          throw new UserError({
            what: '--deliver is for a part of the matrix',
            next: 'add --shard, as in --shard 2/4',
          });
        if (options.shard !== undefined && options.updateBaseline === true)
          throw new UserError({
            what: '--update-baseline needs the results of the whole matrix',
            next: 'remove --shard',
          });
        // Before anything runs: nothing is to be lost in the end.
        requireOwnReports(options, host.cwd);
        const request = {
          ...requestOf(models, options),
          onlyChanged: options.all !== true && options.updateBaseline !== true,
          ...(options.shard === undefined ? {} : { shard: await deliveryOf(options.shard, options.deliver, host) }),
        };
        const { shard } = request;
        if (shard !== undefined) return runPart({ ...request, shard }, options, host, terminal);
        const outcome = await runGate(request, host).catch(async (error: unknown) => {
          // Who has gone reads no report.
          if (!host.signal.aborted) await reportEnded(stopped(error), request, options, host, terminal);
          throw error;
        });
        await showOutcome(outcome, options, host, terminal);
        if (options.updateBaseline === true) await updateLock(outcome, request, host);
        return outcome.exitCode;
      };
      return withHost(assets, options.verbose === true, gate, async (stop, host, terminal) => {
        // Of a part that did not come to its end only the reason is delivered.
        if (options.shard !== undefined) return deliverReason(stop, options.shard, options, host);
        await reportEnded(stop, requestOf(models, options), options, host, terminal);
      });
    });
}

/** What was found before the run ended, and that it did. Why is said by whoever ended it. */
async function reportEnded(
  stop: Stop,
  request: GateRequest,
  options: RunOptions,
  host: Host,
  terminal: Terminal,
): Promise<void> {
  try {
    await showResults(resultsOfEnded(stop, request, host), options, host, terminal);
  } catch (error) {
    host.log.warn(`The reports could not be written. ${stopped(error).message}`);
  }
}

/** One part of a matrix decides nothing: its results, or the reason why it has none, go to whoever joins them. */
async function runPart(
  request: GateRequest & { readonly shard: NonNullable<GateRequest['shard']> },
  options: RunOptions,
  host: Host,
  terminal: Terminal,
): Promise<number> {
  const { name, folder } = request.shard;
  try {
    const outcome = await runGate(request, host);
    await showOutcome(outcome, options, host, terminal);
    await deliverResults(outcome, folder, host.log);
  } catch (error) {
    const stop = stopped(host.signal.aborted ? host.signal.reason : error);
    await deliverReason(stop, name, options, host);
    throw error;
  }
  host.log.info(`delivered to ${options.deliver ?? DELIVERY}: portability merge decides`);
  return 0;
}

async function showOutcome(
  { results, timings }: GateOutcome,
  options: RunOptions,
  host: Host,
  terminal: Terminal,
): Promise<void> {
  await showResults(results, options, host, terminal, overhead(timings));
}

async function showResults(
  results: Results,
  options: RunOptions,
  host: Host,
  terminal: Terminal,
  overhead?: string,
): Promise<void> {
  const verbose = options.verbose === true;
  const { columns, colour, program, print } = terminal;
  // Where nothing was found there is nothing to read beside the reason, which standard error has.
  const isEmpty = results.stopped !== undefined && results.models.length === 0;
  if (!isStreamed(options) && !isEmpty)
    print(
      terminalReport(results, {
        columns,
        colour,
        program,
        verbose,
        ...(verbose && overhead !== undefined && { overhead }),
      }),
    );
  await writeReports(results, options, { cwd: host.cwd, key: keyOf(results), print });
}

/** What distinguishes this gate's comment from another's on the same pull request: its configuration. */
function keyOf({ run }: Pick<Results, 'run'>): string {
  return run?.config ?? 'portability';
}

function overhead({ total, plan, run, compare, runtimes }: Timings): string {
  const s = formatSeconds;
  return `${s(total)} in total, ${s(plan)} of it planning; summed over models that run in parallel: ${s(run)} running, ${s(compare)} comparing; ${s(runtimes)} inside the runtimes themselves`;
}
