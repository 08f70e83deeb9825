import { inlineCommand } from '../../paste-command.js';
import {
  apart,
  type Dispute,
  disputeOf,
  enumerate,
  referenceInWords,
  sidesInWords,
  singlehanded,
  witnessesInWords,
} from '../dispute.js';
import { drifting, type Rule } from '../rule.js';
import { searchedFor } from './decided-by-rounding.js';
import { hasOtherStructure } from './different-structure.js';

/** Two independent evaluations agree with the column, and maybe with others, but not with the reference. */
export const referenceIsOdd: Rule = (cell, context) => {
  const dispute: Dispute | undefined = disputeOf(cell, context) ?? singlehanded(cell, context);
  const exact = dispute?.right.testimonies.find(({ witness }) => witness.precision === 'f64');
  if (dispute?.right.side !== 'columns' || exact === undefined) return undefined;
  const { disagreement, reference } = dispute;
  // Where rounding decides, float64 decides too, and another way by no more right.
  if (reference.kind === 'runtime' && searchedFor(cell, context) !== undefined) return undefined;
  // Of committed outputs in another shape or type there is more to say than that they are wrong.
  if (reference.kind === 'committed' && drifting(cell).every(hasOtherStructure)) return undefined;
  return {
    id: 'reference-is-odd',
    finding: `The reference of ${cell.model} is wrong: computed in float64, the output is ${apart(exact.reference, referenceInWords(dispute))}, and ${apart(exact.columns, enumerate(disagreement.columns), disagreement.columns.length > 1)}.`,
    evidence: `${sidesInWords(dispute)} ${witnessesInWords(dispute)}`,
    fix:
      reference.kind === 'committed'
        ? `The committed outputs are not what the file computes. If the model was changed on purpose, record them again: ${inlineCommand('record --overwrite', [cell.model])}. If they come from the framework that the model was exported from, export it again.`
        : `Report the problem to the project of ${reference.runtime}, and commit expected outputs that you trust.`,
  };
};
