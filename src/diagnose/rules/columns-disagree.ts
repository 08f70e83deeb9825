import { assertNever } from '../../errors.js';
import type { ResultCell } from '../../results/schema.js';
import {
  apart,
  type Dispute,
  disputeOf,
  enumerate,
  inBrackets,
  referenceInWords,
  sidesInWords,
  witnessesInWords,
  witnessInWords,
} from '../dispute.js';
import { recordAgain } from '../record-again.js';
import type { Rule } from '../rule.js';
import type { Testimony } from '../who-is-right.js';

/**
 * Columns agree with each other against the reference, and nothing proves which side is right. Where nothing is known at
 * all and as many engines back the reference, the column has a cause of its own.
 */
export const columnsDisagree: Rule = (cell, context) => {
  const dispute = disputeOf(cell, context);
  if (dispute === undefined) return undefined;
  const { disagreement, right } = dispute;
  const { columns, among, against, outvoted } = disagreement;
  if (right.side === 'reference' || right.side === 'columns' || (right.side === 'open' && !outvoted)) return undefined;
  return {
    id: right.side === 'readings' ? 'read-differently' : 'columns-disagree',
    finding: `${enumerate(columns)} agree with each other${inBrackets(among)} on ${cell.model}, but not with ${referenceInWords(dispute)}${inBrackets(against)}: ${verdictInWords(dispute)}.`,
    evidence: `${sidesInWords(dispute)} ${testimonyInWords(dispute)}`.trimEnd(),
    fix: nextStep(cell, dispute),
  };
};

function verdictInWords({ right }: Dispute): string {
  switch (right.side) {
    case 'readings':
      return 'an operator is read in two ways';
    case 'neither':
      return `neither is near the result in ${right.arithmetic}`;
    case 'both':
      return 'both are near the result in float64, and their rounding errors add up';
    case 'open':
      return 'which of them is right is not known';
    case 'reference':
    case 'columns':
      throw new Error('one side is right');
    default:
      return assertNever(right.side);
  }
}

function testimonyInWords(dispute: Dispute): string {
  const { disagreement, right } = dispute;
  const [first] = right.testimonies;
  if ((right.side === 'neither' || right.side === 'both') && first !== undefined)
    return `The result is ${apart(first.columns, enumerate(disagreement.columns), true)} and ${apart(first.reference, 'the reference')}. ${witnessesInWords(dispute)}`;
  const sides = right.testimonies.map(
    (one) => `${witnessInWords(one.witness, right)} agrees with ${sideOf(one, disagreement.columns)}.`,
  );
  const missing = right.why === '' ? [] : [`Two independent results in float64 would decide, but: ${right.why}.`];
  return [...sides, ...missing].join(' ');
}

function sideOf({ reference, columns }: Testimony, names: readonly string[]): string {
  if (reference.agrees === columns.agrees) return reference.agrees ? 'both' : 'neither';
  return reference.agrees ? 'the reference' : enumerate(names);
}

const ROUNDING =
  'Neither side is wrong: set a tolerance for this output in these columns, or commit more exact expected outputs.';

function nextStep(cell: ResultCell, { reference, right }: Dispute): string {
  if (right.side === 'both') return ROUNDING;
  if (reference.kind === 'committed')
    return recordAgain(cell, 'If not, they stand, and these columns compute something else.');
  return right.side === 'readings'
    ? 'Look up the operators of the model in the ONNX specification, or commit the outputs of the framework that it was exported from: they decide what is meant.'
    : 'Commit expected outputs that you trust, such as those of the framework that the model was exported from: they then decide.';
}
