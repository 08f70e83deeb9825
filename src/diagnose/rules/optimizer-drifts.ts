import { hopEvidence } from '../hop-evidence.js';
import { type Rule, subject } from '../rule.js';

/** The optimisations of a runtime that change the result, where leaving single ones out showed them. */
export const optimizerDrifts: Rule = (cell, { runtime }) => {
  if (cell.optimizers === undefined) return undefined;
  const { option, names } = cell.optimizers;
  const [what, them] = names.length === 1 ? ['optimisation', 'it'] : ['optimisations', 'them'];
  return {
    id: 'optimizer-drifts',
    finding: `${subject(cell)} drifts because of the ${what} ${names.map((name) => `\`${name}\``).join(' and ')}: the model passes without ${them}.`,
    evidence: hopEvidence(cell, runtime) || `The same runtime, without optimisations, makes the reference.`,
    fix: `Set \`options: { ${option}: "${names.join(',')}" }\` for the column, and report the problem to the project of ${runtime.title}.`,
  };
};
