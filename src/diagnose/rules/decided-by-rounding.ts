import { drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** What differs are labels, masks or sizes that the reference itself makes otherwise when everything moves by rounding. */
export const decidedByRounding: Rule = (cell, { siblings }) => {
  const { undecided = [] } = cell;
  const found = drifting(cell);
  const [first] = found;
  if (first === undefined || found.some(({ name }) => !undecided.includes(name))) return undefined;
  const names = [...new Set(found.map(({ name }) => name))].map((name) => `\`${name}\``).join(', ');
  return {
    id: 'decided-by-rounding',
    finding: `${subject(cell)} returns another ${names}, where rounding decides: the reference itself does so when its inputs and weights move by one unit in the last place.`,
    evidence: `In case ${first.case}: ${first.reason ?? 'it differs'}. No runtime can be held to that.${fineElsewhere(siblings)}`,
    fix: found.every(({ dtype }) => /int/.test(dtype))
      ? `${NUMBERS}: of indices with \`tolerance: { index: { of: … } }\`. Or allow a share of indices to differ, with \`tolerance: { index: { flips: 0.01 } }\`, ${INPUTS}`
      : `${NUMBERS}, ${INPUTS}`,
  };
};

const NUMBERS = 'Make the numbers that are compared there an output of the model and gate these';
const INPUTS = 'or take golden inputs that are not on the edge (docs/tolerances.md).';
