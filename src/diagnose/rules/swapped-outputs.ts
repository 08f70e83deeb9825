import { drifting, evidenceOf, type Rule, subject } from '../rule.js';

/** Two outputs of one type that carry each other's numbers: names, not arithmetic, are wrong. */
export const swappedOutputs: Rule = (cell, { evidence }) => {
  for (const output of drifting(cell)) {
    const own = evidenceOf(output, evidence);
    if (own === undefined || own.equals === null) continue;
    const other = evidenceOf({ ...output, name: own.equals }, evidence);
    if (other?.equals !== own.output) continue;
    const [a, b] = [own.output, other.output].sort();
    const guessed = output.matchedBy === 'type' ? ' They were paired by dtype and shape, because no name fits.' : '';
    return {
      id: 'swapped-outputs',
      finding: `${subject(cell)} gives \`${a}\` and \`${b}\` under each other's name.`,
      evidence: `In case ${own.case} each of the two passes against the reference of the other.${guessed}`,
      fix: `Say under \`names:\` of the form ${output.form} which of its outputs is \`${a}\` and which is \`${b}\`, or export it with the names of the first form.`,
    };
  }
  return undefined;
};
