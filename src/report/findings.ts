import { formatBytes } from '../number-format.js';
import type { ResultCell, Results } from '../results/schema.js';
import type { CellState } from '../types.js';
import { isFailing, SEVERITY, symbolOf, wordsOf, worstRatio } from './cell-words.js';

/** What is wrong with one or more models on one or more runtimes, why we think so, and what to do. */
export interface Finding {
  readonly state: CellState;
  readonly symbol: string;
  readonly models: readonly string[];
  readonly runtimes: readonly string[];
  /** A sentence without its subject: the models and the runtime stand before it. */
  readonly finding: string;
  /** True: the subject and the finding make one sentence. False: the finding is a sentence of its own. */
  readonly continues: boolean;
  readonly evidence: string;
  readonly fix: string;
}

/**
 * Failing cells, worst first. Models that fail on a runtime with the same finding and the same fix share one, and what
 * is then said of the same models on several runtimes is said once.
 */
export function findingsOf(results: Results): readonly Finding[] {
  const place = new Map(results.models.map(({ id }, index) => [id, index]));
  const failing = results.cells
    .filter(({ state }) => isFailing(state))
    .toSorted(
      (a, b) =>
        SEVERITY.indexOf(a.state) - SEVERITY.indexOf(b.state) ||
        sortable(b) - sortable(a) ||
        (place.get(a.model) ?? 0) - (place.get(b.model) ?? 0),
    );
  const found = new Map<string, Finding>();
  for (const cell of failing) {
    const finding = findingOf(cell);
    const key = JSON.stringify([finding.state, finding.runtimes, finding.finding, finding.fix]);
    const earlier = found.get(key);
    found.set(key, earlier === undefined ? finding : { ...earlier, models: [...earlier.models, cell.model] });
  }
  const merged = new Map<string, Finding>();
  for (const finding of found.values()) {
    const { state, models, finding: what, evidence, fix } = finding;
    const key = JSON.stringify([state, models, what, evidence, fix]);
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined ? finding : { ...earlier, runtimes: [...earlier.runtimes, ...finding.runtimes] },
    );
  }
  return [...merged.values()];
}

/** The worst ratio as a number that sorts: nothing measured last, NaN first. */
function sortable({ outputs }: ResultCell): number {
  const ratio = worstRatio(outputs) ?? -1;
  return Number.isNaN(ratio) || ratio > Number.MAX_VALUE ? Number.MAX_VALUE : ratio;
}

function findingOf(cell: ResultCell): Finding {
  const { finding, evidence: found, fix } = cell.diagnosis ?? undiagnosed(cell);
  const evidence = [found, endedApproval(cell, finding)].filter((part) => part !== '').join(' ');
  const subject = `${cell.model} on ${cell.runtime} `;
  const continues = finding.startsWith(subject);
  return {
    state: cell.state,
    symbol: symbolOf(cell.state),
    models: [cell.model],
    runtimes: [cell.runtime],
    finding: finished(continues ? finding.slice(subject.length) : finding),
    continues,
    evidence: evidence === '' ? '' : finished(evidence),
    fix: finished(fix),
  };
}

/** What the cell itself says when no rule has explained it. */
function undiagnosed(cell: ResultCell): { finding: string; evidence: string; fix: string } {
  const { word, detail } = wordsOf(cell);
  const what = cell.fault?.what ?? cell.reason ?? '';
  const finding = what === '' ? `${word} ${detail}`.trim() : what;
  const evidence = [cell.fault?.why ?? '', ending(cell), ...outputReasons(cell, what)].filter((part) => part !== '');
  return {
    finding,
    evidence: evidence.map(sentence).join(' '),
    fix: sentence(cell.fault?.next ?? 'Look closer: `portability explain`.'),
  };
}

/** An acceptance that does not hold any more, and so does not keep the cell from failing. */
function endedApproval({ approval }: ResultCell, finding: string): string {
  if (approval?.ended === undefined || finding.includes(approval.ended)) return '';
  return finished(`The approval by ${approval.author} (“${approval.reason}”) ${approval.ended}`);
}

function ending(cell: ResultCell): string {
  if (cell.signal === undefined) return '';
  const memory = cell.peakRssBytes === null ? '' : `, its memory at ${formatBytes(cell.peakRssBytes)}`;
  return `The worker ended with ${cell.signal}${memory}`;
}

/** Up to three reasons of outputs, without the one that the finding already gives. */
function outputReasons(cell: ResultCell, given: string): readonly string[] {
  const reasons = cell.outputs.flatMap((output) =>
    output.verdict === 'pass' || output.reason === undefined || output.reason === given
      ? []
      : [`\`${output.name}\`: ${output.reason}`],
  );
  return [...new Set(reasons)].slice(0, 3);
}

/** For the parts of a fault, which start with a small letter. */
function sentence(text: string): string {
  return finished(text.charAt(0).toUpperCase() + text.slice(1));
}

function finished(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
