import type { ResultCell } from '../../results/schema.js';
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
    finding: `${subject(cell)} returns another ${names}, where rounding decides: ${whyInWords(undecidedAt)}.`,
    evidence: `In case ${first.case}: ${first.reason ?? 'it differs'}. No runtime can be held to that.${fineElsewhere(siblings)}`,
    fix: found.every(({ dtype }) => /int/.test(dtype))
      ? `${NUMBERS}: of indices with \`tolerance: { index: { of: … } }\`. Or allow a share of indices to differ, with \`tolerance: { index: { flips: 0.01 } }\`, ${INPUTS}`
      : `${NUMBERS}, ${INPUTS}`,
  };
};

/** The cell in which that was seen of all that drifts: itself, or one that returns the same. */
export function searchedFor(cell: ResultCell, { siblings, disagreements }: DiagnosisContext): ResultCell | undefined {
  const names = drifting(cell).map(({ name }) => name);
  const returnsTheSame = (other: Pick<ResultCell, 'runtime'>, name: string) =>
    disagreements.some(
      ({ output, columns }) => output === name && columns.includes(cell.runtime) && columns.includes(other.runtime),
    );
  const all = [cell, ...(cell.located === undefined ? siblings : [])];
  return all.find(({ undecided = [], ...other }) =>
    names.every((name) => undecided.includes(name) && (other.runtime === cell.runtime || returnsTheSame(other, name))),
  );
}

function whyInWords(at: NonNullable<ResultCell['undecidedAt']>): string {
  if (at.length === 0)
    return 'the reference itself does so when its inputs and weights move by one unit in the last place';
  const operators = at.map(({ type, name }) => `${type} \`${name}\``).join(' and ');
  return `where the two differ, the numbers that ${operators} ${at.length === 1 ? 'reads' : 'read'} are on the edge, within rounding`;
}

const NUMBERS = 'Make the numbers that are compared there an output of the model and gate these';
const INPUTS = 'or take golden inputs that are not on the edge (docs/tolerances.md).';
