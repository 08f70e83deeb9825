import { inlineCommand } from '../../paste-command.js';
import type { ResultCell } from '../../results/schema.js';
import { apart, disputeOf, enumerate, referenceInWords, sidesInWords, witnessesInWords } from '../dispute.js';
import { drifting, isMisread, type Rule } from '../rule.js';

/**
 * Several columns agree with each other and are wrong alike: two independent evaluations agree with the reference. Not
 * where an operator is known to be misread: that says more.
 */
export const sharedFault: Rule = (cell, context) => {
  const dispute = isMisread(cell) ? null : disputeOf(cell, context);
  const exact = dispute?.right.testimonies.find(({ witness }) => witness.precision === 'f64');
  if (dispute?.right.side !== 'reference' || exact === undefined) return undefined;
  const { columns } = dispute.disagreement;
  return {
    id: 'shared-fault',
    finding: `${enumerate(columns)} agree with each other, but not with the exact result: computed in ${dispute.right.arithmetic}, the output of ${cell.model} is ${apart(exact.columns, 'them', true)}, and ${apart(exact.reference, referenceInWords(dispute))}.`,
    evidence: `${sidesInWords(dispute)} ${witnessesInWords(dispute)}`,
    fix: mayDecide(cell)
      ? `The reference is right, unless rounding decides these values, as where what is compared is on the edge: ${inlineCommand('locate', [cell.model, cell.runtime])} tells.`
      : exact.columns.ratio !== null && exact.columns.ratio <= ROUNDING && maySum(cell)
        ? ROUNDED
        : WRONG,
  };
};

/** What long sums are off by, in units of the noise floor, when their terms are added one after the other. */
const ROUNDING = 64;
const ROUNDED =
  'The reference is more accurate, but the difference is as small as the order of a long sum makes it: set a tolerance for these columns if it does not matter to you.';
const WRONG =
  'The reference is right. Report the difference to the projects of these runtimes, or write the operator in a way that they compute accurately.';

/** Whether what differs are integers or masks, and nobody looked at what they are made from. */
function mayDecide(cell: ResultCell): boolean {
  return cell.located === undefined && drifting(cell).every(({ dtype }) => /^u?int|^bool/.test(dtype));
}

/** Operators that add up many terms. */
const SUMS = /Attention|Conv|CumSum|DFT|Einsum|GRU|Gemm|LRN|LSTM|MatMul|Norm|Pool|RNN|Reduce|STFT|Softmax/;

/** Whether the operator at which the numbers begin to differ adds up many terms, or may because it is not known. */
function maySum({ located }: ResultCell): boolean {
  const [first] = located?.operators ?? [];
  return first === undefined || !first.certain || [first, ...first.together].some(({ type }) => SUMS.test(type));
}
