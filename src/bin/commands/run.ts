import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { type GateOutcome, runGate } from '../../gate.js';
import { formatSeconds } from '../../number-format.js';
import { htmlReport } from '../../report/html.js';
import { resultsJson } from '../../report/json.js';
import { commentMarkdown } from '../../report/markdown.js';
import { terminalReport } from '../../report/terminal.js';
import type { Timings } from '../../stopwatch.js';
import type { CommonOptions } from './options.js';
import {
  allOption,
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
import { withHost } from './with-host.js';

interface RunOptions extends CommonOptions {
  readonly json?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly updateBaseline?: boolean;
  readonly allowCi?: boolean;
  readonly all?: boolean;
}

/** `portability run`: the gate; the matrix goes to standard output, progress to standard error. */
export function runCommand(assets: string): Command {
  return new Command('run')
    .description('run the gate and print the matrix')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(runtimesOption)
    .addOption(baselineOption)
    .addOption(failOnOption)
    .addOption(sandboxOption)
    .addOption(jobsOption)
    .addOption(allOption)
    .addOption(noCacheOption)
    .addOption(verboseOption)
    .option('--json <file>', 'write the results document (- for standard output)')
    .option('--markdown <file>', 'write the pull-request comment (- for standard output)')
    .option('--html <file>', 'write the report as one HTML file')
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
  portability run --json - | jq .verdict
  portability run --json results.json --html report.html
  portability run --update-baseline && git diff portability.lock.json`,
    )
    .action((models: string[], options: RunOptions) =>
      withHost(assets, options.verbose === true, async (host, terminal) => {
        if (options.updateBaseline === true && options.allowCi !== true) refuseInCi(host);
        const request = {
          ...requestOf(models, options),
          onlyChanged: options.all !== true && options.updateBaseline !== true,
        };
        const outcome = await runGate(request, host);
        const { results, exitCode } = outcome;
        const streamed = [options.json, options.markdown, options.html].includes('-');
        if (!streamed)
          terminal.print(
            terminalReport(results, {
              columns: terminal.columns,
              colour: terminal.colour,
              verbose: options.verbose === true,
              ...(options.verbose === true ? { overhead: overhead(outcome.timings) } : {}),
            }),
          );
        const write = async (target: string | undefined, text: () => string) => {
          if (target === undefined) return;
          if (target === '-') return terminal.print(text());
          const path = resolve(host.cwd, target);
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, text());
        };
        await write(options.json, () => resultsJson(results));
        await write(options.markdown, () => commentMarkdown(results, { key: keyOf(outcome) }));
        await write(options.html, () => htmlReport(results));
        if (options.updateBaseline === true) await updateLock(outcome, request, host);
        return exitCode;
      }),
    );
}

/** What distinguishes this gate's comment from another's on the same pull request: its configuration. */
export function keyOf({ config }: GateOutcome): string {
  return config.path ?? 'portability';
}

function overhead({ total, plan, run, compare, runtimes }: Timings): string {
  const s = formatSeconds;
  return `${s(total)} in total, ${s(plan)} of it planning; summed over models that run in parallel: ${s(run)} running, ${s(compare)} comparing; ${s(runtimes)} inside the runtimes themselves`;
}
