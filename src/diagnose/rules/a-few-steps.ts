import { formatCount } from '../../number-format.js';
import type { ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { drifting, fineElsewhere, isMisread, type Rule, subject } from '../rule.js';

/** Steps that kernels which round at other places were measured to end apart: two to five, after a dozen operators. */
const FEW = 16;

/**
 * Outputs in quantisation steps that are off by a few of them. Integer kernels of one runtime end as far apart as those of
 * two: no side is accused, unless an operator is known to be misread.
 */
export const aFewSteps: Rule = (cell, { siblings }) => {
  const drifts = drifting(cell);
  const [first] = drifts;
  const steps = drifts.map(stepsOf);
  if (first === undefined || isMisread(cell) || steps.some((one) => one === null || !(one.max <= FEW)))
    return undefined;
  const most = Math.ceil(Math.max(...steps.map((one) => one?.max ?? 0)));
  const allowed = Math.min(...steps.map((one) => one?.allowed ?? 0));
  return {
    id: 'a-few-steps',
    finding: `${subject(cell)} is off by ${formatCount(most, 'quantisation step')} at most, where ${allowed} ${allowed === 1 ? 'is' : 'are'} allowed: which side is right is not known.`,
    evidence: `In case ${first.case}: ${first.reason ?? 'it differs'}. Kernels for 8-bit integers round at different places and end a few steps apart, also two sets of kernels of one runtime.${fineElsewhere(siblings)}`,
    fix: `If ${formatCount(most, 'step')} ${most === 1 ? 'is' : 'are'} good enough, allow ${most === 1 ? 'it' : 'them'}, with \`tolerance: { quantised: ${most} }\` for \`${first.name}\`. Whether the file is good enough shows beside its float form: list both under \`forms:\`, with \`precision: int8\` at this one.`,
  };
};

function stepsOf({ tolerance }: ResultOutput): { readonly max: number; readonly allowed: number } | null {
  if (tolerance?.quantised === undefined) return null;
  return { max: fromReal(tolerance.quantised.max), allowed: tolerance.quantised.steps };
}
