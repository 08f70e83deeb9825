import { inlineCommand } from '../../paste-command.js';
import type { Diagnosis } from '../../results/schema.js';
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
import type { Testimony } from '../who-is-right.js';
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
  // What several engines compute is what the file computes.
  if (reference.kind === 'committed' && disagreement.siding.length > 0) return twoResults(cell.model, dispute, exact);
  return {
    id: 'reference-is-odd',
    finding: `The reference of ${cell.model} is wrong: computed in ${dispute.right.arithmetic}, the output is ${apart(exact.reference, referenceInWords(dispute))}, and ${apart(exact.columns, enumerate(disagreement.columns), disagreement.columns.length > 1)}.`,
    evidence: `${sidesInWords(dispute)} ${witnessesInWords(dispute)}`,
    fix:
      reference.kind === 'committed'
        ? `The committed outputs are not what the file computes. If the model was changed on purpose, record them again: ${inlineCommand('record --overwrite', [cell.model])}. If they come from the framework that the model was exported from, export it again.`
        : `Report the problem to the project of ${reference.runtime}, and commit expected outputs that you trust.`,
  };
};

/** Columns on both sides of committed outputs, with float64 on the one that does not return them. */
function twoResults(model: string, dispute: Dispute, exact: Testimony): Diagnosis {
  const { columns, siding, output } = dispute.disagreement;
  const verb = (names: readonly string[], one: string, several: string) => (names.length === 1 ? one : several);
  return {
    id: 'two-results',
    finding: `On ${model} there are two results: ${enumerate(siding)} ${verb(siding, 'returns', 'return')} the committed outputs, and ${enumerate(columns)} ${verb(columns, 'returns', 'return')} what ${dispute.right.arithmetic === 'float64' ? 'float64 gives' : 'exact integers give'}.`,
    evidence: `Computed in ${dispute.right.arithmetic}, \`${output}\` is ${apart(exact.reference, 'the committed outputs')}, and ${apart(exact.columns, enumerate(columns), columns.length > 1)}. ${witnessesInWords(dispute)}`,
    fix: `If a comparison, a cut or a choice in the model is on the edge for these inputs, no side is wrong: make the numbers before it an output of the model and gate these, or take other golden inputs. If not, ${enumerate(siding)} and what made the outputs share a fault.`,
  };
}
