import { formatBytes } from '../number-format.js';
import type { ResultCell, Results } from '../results/schema.js';
import { bySeverity, isFailing, STATES } from '../results/states.js';
import { worstOutput } from '../results/verdict.js';
import { finished, sentence } from '../sentence.js';
import { isAcceptable } from './acceptable.js';
import type { CommandLine } from './command-line.js';
import { byChange, failureChange } from './failure-change.js';
import type { Finding } from './finding.js';
import { joinFindings, oncePerFault } from './join-findings.js';
import { nothingCompared } from './nothing-compared.js';
import { outcomeOf, worstRatio } from './outcome.js';
import { pairedCode } from './paired-code.js';

/**
 * Everything that keeps the gate from passing: that the run stopped; what is new and worse before what was so before, wrong numbers before
 * loud failures, the largest first; then models and runtimes for which nothing was compared. Models that fail on a runtime
 * with the same finding and fix share one, and then runtimes on which the same models fail alike.
 * @param cells in the order of the plan
 */
export function findingsOf(
  { verdict, stopped, runtimes }: Pick<Results, 'verdict' | 'stopped' | 'runtimes'>,
  cells: readonly ResultCell[],
  commands: CommandLine,
): readonly Finding[] {
  const failures = failuresOf(cells, runtimes, commands);
  if (stopped !== undefined) return [ofWholeRun(stopped, commands), ...failures];
  if (cells.length === 0) return verdict === 'pass' ? [] : [ofWholeRun(NOTHING_AT_ALL, commands)];
  return [...failures, ...nothingCompared(cells, runtimes, commands)];
}

function failuresOf(
  cells: readonly ResultCell[],
  runtimes: Results['runtimes'],
  commands: CommandLine,
): readonly Finding[] {
  const failing = cells
    .filter(({ state }) => isFailing(state))
    .toSorted(
      (a, b) =>
        byChange(failureChange(a), failureChange(b)) || bySeverity(a.state, b.state) || sortable(b) - sortable(a),
    );
  return joinFindings(oncePerFault(failing.map(findingOf), runtimes)).map((finding) =>
    completed(finding, runtimes, commands),
  );
}

/** For a run without any cell. */
const NOTHING_AT_ALL: NonNullable<Results['stopped']> = {
  what: 'no model was run on any runtime, so nothing was compared',
  next: 'commit a model or name one under `models:`, name a runtime under `runtimes:`, or widen the filters; `portability plan` shows the models and runtimes',
};

function ofWholeRun({ where, what, why, next }: NonNullable<Results['stopped']>, commands: CommandLine): Finding {
  return {
    state: 'error',
    symbol: STATES.error.symbol,
    models: [],
    runtimes: [],
    finding: sentence([...(where === undefined ? [] : [`${where}:`]), what.split('\n').join('; ')].join(' ')),
    continues: false,
    evidence: why === undefined ? '' : sentence(why),
    fix: commands.inProse(sentence(pairedCode(next ?? 'see the log of the run, which has the details'))),
    change: null,
    cells: [],
  };
}

/** The worst ratio as a number that sorts: nothing measured last, NaN first. */
function sortable({ outputs }: ResultCell): number {
  const ratio = worstRatio(outputs) ?? -1;
  return Number.isNaN(ratio) || ratio > Number.MAX_VALUE ? Number.MAX_VALUE : ratio;
}

/** Its commands are still to be completed, and its advice may be empty. */
function findingOf(cell: ResultCell): Finding {
  const { finding, evidence: found, fix: advice } = cell.diagnosis ?? undiagnosed(cell);
  const fix = pairedCode(advice);
  const besides = cell.diagnosis === undefined ? '' : driftBesides(cell);
  const evidence = [found, besides, endedApproval(cell, finding), recordedText(cell)]
    .filter((part) => part !== '')
    .map(pairedCode)
    .join(' ');
  const subject = `${cell.model} on ${cell.runtime} `;
  const continues = finding.startsWith(subject);
  return {
    state: cell.state,
    symbol: STATES[cell.state].symbol,
    models: [cell.model],
    runtimes: [cell.runtime],
    finding: finished(continues ? finding.slice(subject.length) : finding),
    continues,
    evidence: evidence === '' ? '' : finished(evidence),
    fix: fix === '' ? '' : finished(fix),
    change: failureChange(cell),
    cells: [cell],
  };
}

/** Findings are joined before this: a command names the first model and column, as the configuration names it. */
function completed(finding: Finding, all: Results['runtimes'], commands: CommandLine): Finding {
  const [cell] = finding.cells;
  if (cell === undefined) return finding;
  const { model } = cell;
  const { evidence, fix, models, runtimes } = finding;
  const { column: runtime = cell.runtime, platform } = all.find(({ id }) => id === cell.runtime) ?? {};
  const each = `${models.length * runtimes.length === 1 ? '' : ', cell by cell'}${platform === undefined ? '' : `, on ${platform}`}`;
  const accept =
    isAcceptable(cell) && !fix.includes('approve') ? [`Or accept it${each}: \`portability approve\`.`] : [];
  const advice = [fix === '' ? lookCloser(model, runtime, commands) : fix, ...accept].join(' ');
  return {
    ...finding,
    evidence: commands.inProse(evidence, [model, runtime]),
    fix: commands.inProse(advice, [model, runtime]),
  };
}

/** What to do where nothing says what to do. */
function lookCloser(model: string, runtime: string, commands: CommandLine): string {
  const command = commands.asCode('explain', [model, runtime]);
  return command === null ? 'See the numbers per output in the report.' : `Run ${command} for details.`;
}

/** What the cell itself says when no diagnosis rule applies. */
function undiagnosed(cell: ResultCell): { finding: string; evidence: string; fix: string } {
  const { word, detail } = outcomeOf(cell);
  const what = cell.fault?.what ?? cell.reason ?? '';
  const finding = what === '' ? `${word} ${detail}`.trim() : what;
  const evidence = [cell.fault?.why ?? '', ending(cell), ...outputReasons(cell, what)].filter((part) => part !== '');
  return {
    finding,
    evidence: evidence.map((part) => sentence(pairedCode(part))).join(' '),
    fix: cell.fault?.next === undefined ? '' : sentence(cell.fault.next),
  };
}

/** What another form of a model does that fails because one does not run: a fault is not hidden by another one. */
function driftBesides({ state, outputs }: ResultCell): string {
  const drifting = outputs.filter(({ verdict }) => verdict === 'drift');
  const worst = worstOutput(drifting);
  if (state === 'drift' || worst === undefined) return '';
  const more = drifting.length === 1 ? '' : ` (and ${drifting.length - 1} more)`;
  return finished(`Beside that, ${worst.form} drifts: \`${worst.name}\`: ${worst.reason ?? 'it differs'}${more}`);
}

function recordedText({ recorded }: ResultCell): string {
  return recorded === undefined
    ? ''
    : 'It was not run again: the result was recorded, and nothing that it depends on has changed since; `portability run --all` runs it.';
}

/** An approval that no longer covers the cell, which therefore fails. */
function endedApproval({ approval }: ResultCell, finding: string): string {
  if (approval?.ended === undefined || finding.includes(approval.ended)) return '';
  return finished(`The approval by ${approval.author} (“${approval.reason}”) ${approval.ended}`);
}

function ending({ failure, peakRssBytes }: ResultCell): string {
  if (failure?.signal === undefined) return '';
  const memory = peakRssBytes === null ? '' : ` at ${formatBytes(peakRssBytes)} of memory`;
  return `The worker ended with ${failure.signal}${memory}`;
}

/** Up to three reasons of outputs, without the one that the finding already states. */
function outputReasons(cell: ResultCell, given: string): readonly string[] {
  const reasons = cell.outputs.flatMap((output) =>
    output.verdict === 'pass' || output.reason === undefined || given.includes(output.reason)
      ? []
      : [`\`${output.name}\`: ${output.reason}`],
  );
  return [...new Set(reasons)].slice(0, 3);
}
