import { formatRatio } from '../../src/number-format.js';
import type { ReplayOutcome, Shows } from '../../src/replay/replay-operator.js';
import { fromReal } from '../../src/tensor/real.js';
import { describeType } from '../../src/tensor/tensor.js';
import { markdownTable } from '../markdown-table.js';
import type { OperatorStudy, StudiedFault } from './study.js';

/** The generated part of docs/operators.md. */
export function operatorsSection({ platform, faults }: OperatorStudy): string {
  const headings = ['operator', 'runtime', 'alone', 'off by', 'as if', 'in float64', 'smallest inputs', 'run.py'];
  return [
    `Measured on ${platform.cpu} (${platform.isa.join(', ')}).`,
    markdownTable(headings, faults.map(rowOf), ['off by']),
  ].join('\n\n');
}

function rowOf({ replayed: { outcome, question }, smallest, script }: StudiedFault): string[] {
  const { runtime } = question.column;
  const [cause] = outcome.causes;
  const inputs = Object.values(smallest.evidence?.alone.inputs ?? {}).map(({ dtype, shape }) =>
    describeType(dtype, shape),
  );
  return [
    outcome.operators.join(' → '),
    `${runtime.title} ${outcome.column.version ?? ''}`.trim(),
    shownInWords(outcome),
    offBy(outcome),
    outcome.shows === 'not-alone' || outcome.shows === 'not-run' ? '—' : (cause?.asIf ?? 'unknown'),
    truthInWords(outcome),
    inputs.join(', ') || '—',
    scriptInWords(script),
  ];
}

const SHOWN: Readonly<Record<Shows, string>> = {
  alone: 'shows',
  'open-sizes': 'shows, with open sizes only',
  'not-alone': 'right here',
  'not-run': 'does not run',
};

function shownInWords({ shows, reason }: ReplayOutcome): string {
  return reason === null ? SHOWN[shows] : `${SHOWN[shows]}: ${reason}`;
}

function offBy({ distance }: ReplayOutcome): string {
  if (distance === null) return '—';
  return distance.noiseRatio === null
    ? distance.agree
      ? '0'
      : 'different'
    : formatRatio(fromReal(distance.noiseRatio));
}

function truthInWords({ truth }: ReplayOutcome): string {
  if (truth === null) return '—';
  const words = {
    candidate: 'the reference is right',
    reference: 'the runtime is right',
    both: 'neither is right',
    neither: 'both are within rounding',
    meaning: 'the two that computed it read it differently',
    undefined: 'neither: there is no right result',
    unknown: 'not known',
  };
  return words[truth.verdict];
}

function scriptInWords(script: StudiedFault['script']): string {
  if (script === null) return '—';
  if (script.status === 1) return 'shows it';
  return script.status === 0 ? 'does not show it' : 'does not run by itself';
}
