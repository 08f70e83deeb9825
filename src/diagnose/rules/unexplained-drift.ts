import { formatElement, formatRatio, formatRatioLimit } from '../../number-format.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { worstOutput } from '../../results/verdict.js';
import { fromReal } from '../../tensor/real.js';
import { alternatives } from '../alternatives.js';
import { singlehanded } from '../dispute.js';
import { hopEvidence } from '../hop-evidence.js';
import { ownAdapterFix } from '../own-adapter.js';
import { recordAgain } from '../record-again.js';
import { type DiagnosisContext, drifting, fineElsewhere, type Rule, spreadInWords, subject } from '../rule.js';

/** Differing numbers without a known cause: how far, where, and what is known to work. */
export const unexplainedDrift: Rule = (cell, context) => {
  const worst = worstOutput(drifting(cell));
  if (worst === undefined) return undefined;
  const fine = fineElsewhere(context.siblings).trim();
  return {
    id: 'drift',
    finding: `${subject(cell)} ${distanceInWords(worst)}.`,
    evidence: [
      placeInWords(worst),
      spreadInWords(worst, context.evidence),
      othersInWords(cell),
      hopEvidence(cell, context.runtime),
      fine,
    ]
      .filter((part) => part !== '')
      .join(' '),
    fix: alternatives(cell, context) || nextStep(cell, context, fine !== ''),
  };
};

function nextStep(cell: ResultCell, context: DiagnosisContext, isFineElsewhere: boolean): string {
  if (isFineElsewhere || singlehanded(cell, context)?.right.side === 'reference')
    return (
      ownAdapterFix(context.runtime) ||
      'Try another release of the runtime with `version:`, or report the problem to its project.'
    );
  const another =
    'dd another runtime under `runtimes:` that reads the model: it shows whether this column or the reference is the exception.';
  // Most often the model is newer than its goldens.
  return context.reference?.kind === 'committed' ? recordAgain(cell, `If not, a${another}`) : `A${another}`;
}

function distanceInWords({ name, noiseRatio, tolerance, reason }: ResultOutput): string {
  if (tolerance.rule !== 'auto' || noiseRatio === null || tolerance.multiple === undefined)
    return `drifts on \`${name}\`: ${reason ?? 'outside its tolerance'}`;
  const limit = formatRatioLimit(fromReal(tolerance.multiple));
  return `returns \`${name}\` ${formatRatio(fromReal(noiseRatio))} the noise floor away from the reference; up to ${limit} passes`;
}

/** "Largest difference in case tail, at [3]: 4.376763e-6 → 4.410744e-6." */
function placeInWords({ worst, case: name }: ResultOutput): string {
  if (worst === null) return '';
  const text = (value: NonNullable<ResultOutput['worst']>['reference']) =>
    typeof value === 'number' ? formatElement(value) : String(value);
  return `The largest difference is in case ${name} at [${worst.index.join(', ')}]: ${text(worst.reference)} → ${text(worst.candidate)}.`;
}

/** What else of the cell drifts, or does not. */
function othersInWords(cell: ResultCell): string {
  const names = [...new Set(cell.outputs.map(({ name }) => name))];
  const bad = new Set(drifting(cell).map(({ name }) => name));
  if (names.length === 1) return '';
  return `${bad.size} of ${names.length} outputs ${bad.size === 1 ? 'drifts' : 'drift'}.`;
}
