import {
  apart,
  disagreementOf,
  enumerate,
  referenceInWords,
  sidesInWords,
  witnessesInWords,
} from '../disagreement.js';
import type { Rule } from '../rule.js';

/** Several columns share a fault: two independent evaluations agree with the reference, and not with them. */
export const majorityIsWrong: Rule = (cell, context) => {
  const found = disagreementOf(cell, context);
  const exact = found?.right.testimonies.find(({ witness }) => witness.precision === 'f64');
  if (found?.right.side !== 'reference' || exact === undefined) return undefined;
  const { majority } = found.odd;
  return {
    id: 'majority-is-wrong',
    finding: `${enumerate(majority)} agree with each other, but not with the exact result: computed in float64, the output of ${cell.model} is ${apart(exact.majority, 'them')}, and ${apart(exact.reference, referenceInWords(found))}.`,
    evidence: `${sidesInWords(found)} ${witnessesInWords(found)}`,
    fix: 'The reference is right. Report the difference to the projects of these runtimes, write the operator in a way that they compute accurately, or accept the cells with a reason.',
  };
};
