import { passingForms } from '../alternatives.js';
import { type Rule, subject } from '../rule.js';

/**
 * The runtime cannot run the committed form as it is, and passes on what is made from it: its reader is to blame. Not where
 * it runs another form as committed, which is then the one to deploy.
 */
export const passesWhenConverted: Rule = (cell, { runtime }) => {
  const passing = cell.otherRoutes?.find(({ state }) => state === 'pass');
  if (passing === undefined || cell.route.length > 0 || passingForms(cell).length > 0) return undefined;
  const through = passing.converters.join(', ');
  return {
    id: 'passes-when-converted',
    finding: `${subject(cell)} does not run as committed: ${cell.fault?.what ?? cell.reason ?? 'it failed'}`,
    evidence: `${runtime.title} runs ${passing.form} and passes after its conversion by ${through}.`,
    fix: `Deploy the converted model, and set \`through: [${through}]\` for this column so that the gate checks what you deploy.`,
  };
};
