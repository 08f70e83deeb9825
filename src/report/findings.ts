import { groupBy } from '../group-by.js';
import { formatBytes } from '../number-format.js';
import { APPROVE, inlineCommand } from '../paste-command.js';
import type { ResultCell, Results } from '../results/schema.js';
import { bySeverity, isApprovable, isFailing, STATES } from '../results/states.js';
import type { Finding } from './finding.js';
import { nothingCompared } from './nothing-compared.js';
import { outcomeOf, worstRatio } from './outcome.js';
import { finished, sentence } from './sentence.js';

/**
 * Everything that keeps the gate from passing, worst first: failing cells, then models and runtimes for which nothing was
 * compared. Models that fail on a runtime with the same finding and fix share one, and then runtimes on which the same
 * models fail alike.
 * @param cells in the order of the plan
 */
export function findingsOf(verdict: Results['verdict'], cells: readonly ResultCell[]): readonly Finding[] {
  const failing = cells
    .filter(({ state }) => isFailing(state))
    .toSorted((a, b) => bySeverity(a.state, b.state) || sortable(b) - sortable(a));
  if (cells.length === 0) return verdict === 'pass' ? [] : [NOTHING_AT_ALL];
  return [...joined(failing.map(findingOf)), ...nothingCompared(cells)];
}

/** For a run without any cell. */
const NOTHING_AT_ALL: Finding = {
  state: 'error',
  symbol: STATES.error.symbol,
  models: [],
  runtimes: [],
  finding: 'No model was run on any runtime, so nothing was compared.',
  continues: false,
  evidence: '',
  fix: 'Commit a model or name one under `models:`, name a runtime under `runtimes:`, or widen the filters. Run `portability plan` to see the models and runtimes.',
};

/** First over models, then over runtimes. */
function joined(findings: readonly Finding[]): readonly Finding[] {
  const byRuntime = groupBy(findings, ({ state, runtimes, finding, fix }) =>
    JSON.stringify([state, runtimes, finding, fix]),
  );
  const models = [...byRuntime.values()].map((group) => ({
    ...group[0],
    models: group.flatMap((one) => one.models),
    evidence: jointEvidence(group),
  }));
  // A file that fails in a runtime and in a converter may be one fault: the worst state, which comes first, stands for both.
  const byModel = groupBy(models, ({ models: all, finding, evidence, fix }) =>
    JSON.stringify([all, finding, evidence, fix]),
  );
  return [...byModel.values()].map((group) =>
    withCommands({ ...group[0], runtimes: group.flatMap((one) => one.runtimes) }),
  );
}

/** That of the first, named as such where the others have another one. */
function jointEvidence(group: readonly [Finding, ...Finding[]]): string {
  const [{ models, evidence }] = group;
  return evidence === '' || group.every((one) => one.evidence === evidence)
    ? evidence
    : `For ${models[0]}: ${evidence}`;
}

/** With commands to paste: to accept the cells where a person may, and to look closer where nothing better is known. */
function withCommands(finding: Finding): Finding {
  const { models, runtimes, state, fix } = finding;
  const first = [models[0] ?? '', runtimes[0] ?? ''];
  const each = models.length * runtimes.length === 1 ? '' : ', cell by cell';
  const accept = `Or accept it${each}: ${inlineCommand(APPROVE, first)}.`;
  const parts = [
    fix === '' ? `See every number: ${inlineCommand('explain', first)}.` : fix,
    ...(isApprovable(state) && !fix.includes('approve') ? [accept] : []),
  ];
  return { ...finding, fix: parts.join(' ') };
}

/** The worst ratio as a number that sorts: nothing measured last, NaN first. */
function sortable({ outputs }: ResultCell): number {
  const ratio = worstRatio(outputs) ?? -1;
  return Number.isNaN(ratio) || ratio > Number.MAX_VALUE ? Number.MAX_VALUE : ratio;
}

function findingOf(cell: ResultCell): Finding {
  const { finding, evidence: found, fix } = cell.diagnosis ?? undiagnosed(cell);
  const evidence = [found, endedApproval(cell, finding), recordedText(cell)].filter((part) => part !== '').join(' ');
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
  };
}

/** What the cell itself says when no diagnosis rule applies. */
function undiagnosed(cell: ResultCell): { finding: string; evidence: string; fix: string } {
  const { word, detail } = outcomeOf(cell);
  const what = cell.fault?.what ?? cell.reason ?? '';
  const finding = what === '' ? `${word} ${detail}`.trim() : what;
  const evidence = [cell.fault?.why ?? '', ending(cell), ...outputReasons(cell, what)].filter((part) => part !== '');
  return {
    finding,
    evidence: evidence.map(sentence).join(' '),
    fix: cell.fault?.next === undefined ? '' : sentence(cell.fault.next),
  };
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
    output.verdict === 'pass' || output.reason === undefined || output.reason === given
      ? []
      : [`\`${output.name}\`: ${output.reason}`],
  );
  return [...new Set(reasons)].slice(0, 3);
}
