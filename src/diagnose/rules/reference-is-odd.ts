import {
  apart,
  disagreementOf,
  enumerate,
  referenceInWords,
  sidesInWords,
  witnessesInWords,
} from '../disagreement.js';
import type { Rule } from '../rule.js';

/** Two independent evaluations agree with the columns and not with the reference: it is wrong, and the columns are right. */
export const referenceIsOdd: Rule = (cell, context) => {
  const found = disagreementOf(cell, context);
  const [exact] = found?.right.testimonies ?? [];
  if (found?.right.side !== 'majority' || exact === undefined) return undefined;
  const { odd, reference } = found;
  return {
    id: 'reference-is-odd',
    finding: `The reference of ${cell.model} is wrong: computed in float64, the output is ${apart(exact.reference, referenceInWords(found))}, and ${apart(exact.majority, enumerate(odd.majority))}.`,
    evidence: `${sidesInWords(found)} ${witnessesInWords(found)}`,
    fix:
      reference.kind === 'committed'
        ? `The committed outputs are not what the file computes. If the model was changed on purpose, record them again: \`portability record ${cell.model} --overwrite\`. If they come from the framework that the model was exported from, export it again.`
        : `Report the problem to the project of ${reference.runtime}, and commit expected outputs that you trust.`,
  };
};
