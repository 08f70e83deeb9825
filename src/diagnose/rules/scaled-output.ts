import { brief, formatCount, formatMagnitude } from '../../number-format.js';
import { fromReal } from '../../tensor/real.js';
import { type Rule, subject } from '../rule.js';
import { explainedBy, isRounding } from './explained.js';

/** Digits of a factor in a report: one that shows none of them is rounding, not a scale. */
const DIGITS = 5;

/** candidate ≈ k·reference: a scale, a sign, a mean taken for a sum, images in 0..255 instead of 0..1. */
export const scaledOutput: Rule = (cell, { evidence }) => {
  const [first, ...others] = explainedBy(cell, evidence, (fit) => fit.factorResidual).filter(
    ({ output, fit }) => brief(fit.factor, DIGITS) !== '1' && !isRounding(output),
  );
  if (first === undefined) return undefined;
  const { output, fit } = first;
  const more = others.length === 0 ? '' : ` The same holds for ${formatCount(others.length, 'more result')}.`;
  return {
    id: 'scaled-output',
    finding: `${subject(cell)} returns \`${output.name}\` multiplied by ${brief(fit.factor, DIGITS)}.`,
    evidence: `In case ${output.case} the RMSE is ${formatMagnitude(fromReal(output.rmse ?? 0))}; without that factor it would be ${formatMagnitude(fit.factorResidual)}.${more}`,
    fix: 'Look for a scale, an epsilon, a sign or a normalisation that differs: quantisation parameters, an attention scale, a mean instead of a sum, or preprocessing that is inside one form and outside the other.',
  };
};
