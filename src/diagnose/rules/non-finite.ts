import { formatCount, groupThousands } from '../../number-format.js';
import { alternatives } from '../alternatives.js';
import { hopEvidence } from '../hop-evidence.js';
import { fineElsewhere, nonFiniteOf, type Rule, subject, worstNonFinite } from '../rule.js';

/** NaN or infinity on one side only: an overflow, a masked division, or a kernel that swallows NaN. */
export const nonFinite: Rule = (cell, context) => {
  const { evidence, runtime, siblings } = context;
  const found = nonFiniteOf(cell, evidence);
  const first = worstNonFinite(cell, evidence);
  if (first === undefined) return undefined;
  const all = first.newNaNs > 0 && first.newNaNs === first.total;
  const what =
    first.newNaNs > 0 ? 'NaN where the reference has numbers' : 'NaN or infinity in other places than the reference';
  const { declared } = runtime.precision;
  const more = found.length > 1 ? `, and ${formatCount(found.length - 1, 'more result')}` : '';
  return {
    id: all ? 'all-nan' : 'nan-mismatch',
    finding: all
      ? `${subject(cell)} returns only NaN for \`${first.output}\`, where the reference has numbers.`
      : `${subject(cell)} returns \`${first.output}\` with ${what}.`,
    evidence: [
      `${groupThousands(first.nonFiniteMismatches)} of ${formatCount(first.total, 'element')} in case ${first.case}${more}.`,
      declared === 'f32' ? '' : `This column computes in ${declared}.`,
      hopEvidence(cell, runtime),
      fineElsewhere(siblings).trim(),
    ]
      .filter((part) => part !== '')
      .join(' '),
    fix: alternatives(cell, context) || (declared === 'f32' && passesInFloat32(context) ? ELSEWHERE_FINE : OVERFLOW),
  };
};

const OVERFLOW =
  'Look for a value that overflows or a division by zero: masks of -1e9 and squares in normalisations overflow in 16-bit arithmetic (use -1e4, keep normalisations in float32), and some kernels turn NaN into numbers.';
const ELSEWHERE_FINE =
  'Other runtimes compute numbers in the same precision: try another release of this one or of its converter, or report the problem to their projects with this model.';

function passesInFloat32({ siblings, columns = [] }: Parameters<Rule>[1]): boolean {
  return siblings.some(
    ({ state, runtime }) =>
      state === 'pass' && columns.some(({ id, precision }) => id === runtime && precision.declared === 'f32'),
  );
}
