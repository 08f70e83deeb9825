import type { ResultCell } from '../../results/schema.js';
import type { Rule } from '../rule.js';

/** Every runtime that ran the model fails in the same case: its inputs are not what the model expects. */
export const refusedCase: Rule = (cell, { siblings }) => {
  const ran = [cell, ...siblings].filter(({ state }) => state !== 'unsupported' && state !== 'not-run');
  const name = refused(cell);
  if (name === undefined || ran.length < 2 || !ran.every((one) => refused(one) === name)) return undefined;
  const [first = cell] = ran.toSorted((a, b) => (a.runtime < b.runtime ? -1 : 1));
  return {
    id: 'refused-case',
    finding: `Every runtime refuses the inputs of case ${name} of ${cell.model}.`,
    evidence: `${first.runtime} ${first.fault?.what ?? first.reason ?? 'failed'}.`,
    fix: `Fix the inputs of case ${name}: their sizes, or numbers that are beyond a table. If they are right, the model cannot run: export it again.`,
  };
};

/** The case in which a cell failed with an error of its own, not by its end, time or memory. */
function refused({ failure }: ResultCell): string | undefined {
  return failure?.kind === 'failed' ? failure.case : undefined;
}
