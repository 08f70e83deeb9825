import { formatCount, formatMagnitude } from '../../number-format.js';
import { fromReal } from '../../tensor/real.js';
import { type Rule, subject } from '../rule.js';
import { explainedBy, isRounding } from './explained.js';

/** candidate ≈ reference + b: a bias, a zero point, a shifted normalisation. */
export const constantOffset: Rule = (cell, { evidence }) => {
  const [first, ...others] = explainedBy(cell, evidence, (fit) => fit.offsetResidual).filter(
    ({ output }) => output.total > 1 && !isRounding(output),
  );
  if (first === undefined) return undefined;
  const { output, fit } = first;
  const more = others.length === 0 ? '' : ` The same holds for ${formatCount(others.length, 'more result')}.`;
  return {
    id: 'constant-offset',
    finding: `${subject(cell)} returns \`${output.name}\` shifted by ${formatMagnitude(fit.offset)}.`,
    evidence: `In case ${output.case} the RMSE is ${formatMagnitude(fromReal(output.rmse ?? 0))}; without that constant it would be ${formatMagnitude(fit.offsetResidual)}.${more}`,
    fix: 'Look for a bias, a zero point or a mean that is missing or applied twice, most likely in the last layer or in preprocessing.',
  };
};
