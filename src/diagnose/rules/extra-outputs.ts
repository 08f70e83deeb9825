import type { ResultOutput } from '../../results/schema.js';
import { ownAdapterFix } from '../own-adapter.js';
import { drifting, type Rule, subject } from '../rule.js';

/** A form that has more outputs than the first one, and nothing else wrong: a question of what it was exported with. */
export const extraOutputs: Rule = (cell, { forms = [], runtime }) => {
  const found = drifting(cell);
  const [first] = found;
  if (first === undefined || found.some(({ onlyIn }) => onlyIn !== 'form')) return undefined;
  const names = [...new Set(found.map(({ name }) => name))].sort();
  const several = names.length > 1;
  const compared = cell.outputs.filter(({ verdict }) => verdict === 'pass');
  if (forms[0] !== undefined && found.every(({ form }) => form === forms[0]?.path))
    return {
      id: 'extra-outputs',
      finding: `${subject(cell)} returns ${several ? 'outputs' : 'an output'} that ${forms[0].path} does not have: ${names.join(', ')}.`,
      evidence: compared.length === 0 ? '' : `The outputs that it has agree: ${namesOf(compared)}.`,
      fix:
        ownAdapterFix(runtime) ||
        `Look for an option of ${cell.route.at(-1)?.converter ?? runtime.title} that keeps the outputs as they are, or report the problem to its project.`,
    };
  return {
    id: 'extra-outputs',
    finding: `${subject(cell)} has ${several ? 'outputs' : 'an output'} that ${forms[0]?.path ?? 'the first form'} does not have: ${names.join(', ')}.`,
    evidence: `${pathsOf(found)} ${compared.length === 0 ? 'has no output in common with it.' : `agrees with it in every output that both have: ${namesOf(compared)}.`}`,
    fix: `If ${several ? 'they are' : 'it is'} meant to be there, declare ${several ? 'them' : 'it'} at that form with \`names: { extra: [${names.join(', ')}] }\`; else export the files with the same outputs.`,
  };
};

const pathsOf = (outputs: readonly ResultOutput[]) => [...new Set(outputs.map(({ form }) => form))].join(', ');
const namesOf = (outputs: readonly ResultOutput[]) => [...new Set(outputs.map(({ name }) => name))].sort().join(', ');
