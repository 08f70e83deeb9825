import { Command } from 'commander';
import { explain } from '../../errors.js';
import { runGate } from '../../gate.js';
import { plainText } from '../../host/plain-text.js';
import { formatCount } from '../../number-format.js';
import { type ProbeFinding, probeFindings, probesRun } from '../../probe/probe-findings.js';
import type { Results } from '../../results/schema.js';
import {
  allowCodeOption,
  type CommonOptions,
  configOption,
  requestOf,
  runtimesOption,
  sandboxOption,
} from './options.js';
import { withHost } from './with-host.js';

/** `portability probe`: batches, other sizes and second steps on every runtime. */
export function probeCommand(assets: string): Command {
  return new Command('probe')
    .description('test what goldens do not cover: rows alone and in a batch, other sizes, a second step of a state')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(runtimesOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExamples:\n  portability probe\n  portability probe detector --runtimes openvino')
    .action((models: string[], options: CommonOptions & { json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const { results } = await runGate(
          { ...requestOf(models, options), everyProbe: true, everyOperator: false },
          host,
        );
        const findings = probeFindings(results);
        print(options.json === true ? `${JSON.stringify(findings, null, 2)}\n` : textOf(results, findings));
        return findings.length > 0 ? 1 : results.cells.some(({ state }) => state === 'error') ? 3 : 0;
      }),
    );
}

function textOf(results: Results, findings: readonly ProbeFinding[]): string {
  const lines = results.models.map(({ id }) => {
    const its = findings.filter(({ model }) => model === id);
    if (its.length > 0) return its.map(findingText).join('\n');
    const count = probesRun(results, id);
    return count === 0
      ? `${id}: nothing to probe: its sizes are fixed and the config declares no state`
      : `${id}: ${formatCount(count, 'probe')}, no finding`;
  });
  return `${plainText(lines.join('\n'))}\n`;
}

function findingText({ model, runtime, what, where, evidence, fix }: ProbeFinding): string {
  return explain({ where: `${model} on ${runtime}`, what: `${what} (${where})`, why: evidence, next: fix });
}
