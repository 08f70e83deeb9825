import { drifting, evidenceOf, type Rule, subject } from '../rule.js';

/** Two outputs of one type with each other's numbers: names, not arithmetic, are wrong. */
export const swappedOutputs: Rule = (cell, { evidence }) => {
  for (const output of drifting(cell)) {
    const own = evidenceOf(output, evidence);
    if (own === undefined || own.equals === null) continue;
    const other = evidenceOf({ ...output, name: own.equals }, evidence);
    if (other?.equals !== own.output) continue;
    const [a, b] = [own.output, other.output].sort();
    const guessed = output.matchedBy === 'type' ? ' They were paired by dtype and shape, because no names match.' : '';
    return {
      id: 'swapped-outputs',
      finding: `${subject(cell)} returns \`${a}\` and \`${b}\` under each other's name.`,
      evidence: `In case ${own.case} each of the two matches the reference of the other.${guessed}`,
      fix: `Map \`${a}\` and \`${b}\` to its outputs under \`names:\` of the form ${output.form}, or export it with the names of the first form.`,
    };
  }
  return undefined;
};
