import { assertNever } from '../../errors.js';
import {
  apart,
  type Disagreement,
  disagreementOf,
  enumerate,
  inBrackets,
  referenceInWords,
  sidesInWords,
  witnessesInWords,
  witnessInWords,
} from '../disagreement.js';
import type { Rule } from '../rule.js';

/** Columns agree with each other against the reference, and nothing proves which side is right. */
export const columnsDisagree: Rule = (cell, context) => {
  const found = disagreementOf(cell, context);
  if (found === undefined || found.right.side === 'reference' || found.right.side === 'majority') return undefined;
  const { majority, among, against } = found.odd;
  return {
    id: found.right.side === 'readings' ? 'read-differently' : 'columns-disagree',
    finding: `${enumerate(majority)} agree with each other${inBrackets(among)} on ${cell.model}, but not with ${referenceInWords(found)}${inBrackets(against)}: ${verdictInWords(found)}.`,
    evidence: `${sidesInWords(found)} ${testimonyInWords(found)}`.trimEnd(),
    fix: nextStep(cell.model, found),
  };
};

function verdictInWords({ right }: Disagreement): string {
  switch (right.side) {
    case 'readings':
      return 'an operator is read in two ways';
    case 'neither':
      return 'neither is near the result in float64';
    case 'both':
      return 'both are near the result in float64, so that their rounding adds up';
    case 'open':
      return 'which of them is right is not known';
    case 'reference':
    case 'majority':
      throw new Error('one side is right');
    default:
      return assertNever(right.side);
  }
}

function testimonyInWords(found: Disagreement): string {
  const { odd, right } = found;
  const parts = right.testimonies.map(({ witness, reference, majority }) => {
    const sides = [
      ...(majority.agrees ? [enumerate(odd.majority)] : []),
      ...(reference.agrees ? ['the reference'] : []),
    ];
    const siding = sides.length === 1 ? ` agrees with ${sides[0]}` : ` agrees with ${sides.length === 0 ? 'neither' : 'both'}`;
    return `${witnessInWords(witness)}${siding}.`;
  });
  const distances = right.testimonies
    .slice(0, 1)
    .map(({ majority, reference }) => `The result is ${apart(majority, 'the columns')} and ${apart(reference, 'the reference')}.`);
  switch (right.side) {
    case 'neither':
    case 'both':
      return [...distances, witnessesInWords(found)].join(' ');
    default:
      return [...parts, right.why === '' ? '' : `Two independent results in float64 would decide: ${right.why}.`]
        .filter((part) => part !== '')
        .join(' ');
  }
}

function nextStep(model: string, { reference, right }: Disagreement): string {
  const record = `\`portability record ${model} --overwrite\``;
  if (reference.kind === 'committed')
    return `If the model was changed since the outputs were committed, record them again: ${record}. If not, they stand, and these columns compute something else.`;
  return right.side === 'readings'
    ? 'Look up the operators of the model in the ONNX specification, or commit the outputs of the framework that it was exported from: they decide what is meant.'
    : 'Commit expected outputs that you trust, such as those of the framework that the model was exported from: they then decide.';
}
