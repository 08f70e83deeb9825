import { formatCount, groupThousands } from '../../number-format.js';
import { drifting, evidenceOf, type Rule, subject } from '../rule.js';

/** NaN or infinity on one side only: an overflow, a masked division, or a kernel that swallows NaN. */
export const nonFinite: Rule = (cell, { evidence, runtime }) => {
  const found = drifting(cell)
    .map((output) => evidenceOf(output, evidence))
    .filter((own) => own !== undefined && own.nonFiniteMismatches > 0);
  const [first] = found;
  if (first === undefined) return undefined;
  const all = first.newNaNs > 0 && first.newNaNs === first.total;
  const what =
    first.newNaNs > 0 ? 'NaN where the reference has numbers' : 'NaN or infinity in other places than the reference';
  const narrow = runtime.precision.declared === 'f32' ? '' : ` This column computes in ${runtime.precision.declared}.`;
  return {
    id: all ? 'all-nan' : 'nan-mismatch',
    finding: all
      ? `${subject(cell)} returns only NaN for \`${first.output}\`.`
      : `${subject(cell)} returns \`${first.output}\` with ${what}.`,
    evidence: `${groupThousands(first.nonFiniteMismatches)} of ${formatCount(first.total, 'element')} in case ${first.case}${found.length > 1 ? `, and ${formatCount(found.length - 1, 'more result')}` : ''}.${narrow}`,
    fix: 'Look for a value that overflows or a division by zero: masks of -1e9 and squares in normalisations overflow in 16-bit arithmetic (use -1e4, keep normalisations in float32), and some kernels turn NaN into numbers.',
  };
};
