import { DOCUMENTATION } from '../../published.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { type DiagnosisContext, drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/**
 * What differs are labels, masks or sizes that rounding decides, or follows from them: the reference itself makes them
 * otherwise when everything moves by rounding, or what decides reads numbers that are on the edge.
 */
export const decidedByRounding: Rule = (cell, context) => {
  const { siblings } = context;
  const found = drifting(cell);
  const [first] = found;
  const shown = searchedFor(cell, context);
  if (first === undefined || shown === undefined) return undefined;
  const { undecidedAt = [] } = shown;
  const names = [...new Set(found.map(({ name }) => name))].map((name) => `\`${name}\``).join(', ');
  return {
    id: 'decided-by-rounding',
    finding: `${subject(cell)} returns another ${names}, ${shown.runtime === cell.runtime ? 'where rounding decides' : `where rounding most likely decides, as on ${shown.runtime}`}: ${whyInWords(undecidedAt)}.`,
    evidence: `In case ${first.case}: ${first.reason ?? 'it differs'}. No runtime can be held to that.${fineElsewhere(siblings)}`,
    fix:
      found.every(({ dtype }) => /int/.test(dtype)) && undecidedAt.every(({ type }) => CHOOSES.test(type))
        ? `${NUMBERS}: of indices with \`tolerance: { index: { of: … } }\`. Or allow a share of indices to differ, with \`tolerance: { index: { flips: 0.01 } }\`, ${INPUTS}`
        : `${NUMBERS}, ${INPUTS}`,
  };
};

/** Operators that make indices. */
const CHOOSES = /^(?:Arg(?:Max|Min)|TopK|NonMaxSuppression)$/;

/**
 * The cell in which that was seen of all that drifts: itself, or where it was not searched with a result, one that is off
 * by about as much.
 */
export function searchedFor(cell: ResultCell, { siblings }: DiagnosisContext): ResultCell | undefined {
  const drifts = drifting(cell);
  const all = [cell, ...(cell.located === undefined ? siblings : [])];
  return all.find((other) => {
    const { undecided = [] } = other;
    return drifts.every(
      (one) => undecided.includes(one.name) && (other === cell || drifting(other).some((twin) => isAsMuch(one, twin))),
    );
  });
}

/** How many times as many elements, or as large an error, may come from decisions that are as near to their edges. */
const AS_MUCH = 4;

function isAsMuch(one: ResultOutput, twin: ResultOutput): boolean {
  if (one.name !== twin.name || one.case !== twin.case || one.total !== twin.total) return false;
  const [own, other] = [one.rmse, twin.rmse].map((rmse) => (rmse === null ? null : fromReal(rmse)));
  return own != null && other != null ? own <= AS_MUCH * other : one.mismatched <= AS_MUCH * twin.mismatched;
}

function whyInWords(at: NonNullable<ResultCell['undecidedAt']>): string {
  if (at.length === 0)
    return 'the reference itself does so when its inputs and weights move by one unit in the last place';
  const operators = at.map(({ type, name }) => `${type} \`${name}\``).join(' and ');
  return `where the two differ, the numbers that ${operators} ${at.length === 1 ? 'reads' : 'read'} are on the edge, within rounding`;
}

const NUMBERS = 'Make the numbers that are compared there an output of the model and gate these';
const INPUTS = `or take golden inputs that are not on the edge (${DOCUMENTATION}/tolerances.md).`;
