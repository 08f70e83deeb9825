import { hopEvidence, judgedHops } from '../hop-evidence.js';
import { type Rule, subject } from '../rule.js';

/** A form on the route that drifts on another runtime too: what made it is to blame, or the committed file itself. */
export const brokenForm: Rule = (cell, { runtime }) => {
  const last = cell.route.length;
  const broken = judgedHops(cell).find(
    (hop) => hop.state === 'drift' && !(hop.step === last && hop.runtime === runtime.adapter),
  );
  if (broken === undefined) return undefined;
  const made = cell.route[broken.step - 1];
  if (made === undefined)
    return {
      id: 'form-drifts',
      finding: `${subject(cell)} drifts because ${broken.form} itself does not compute what is expected.`,
      evidence: hopEvidence(cell),
      fix: 'Make the file again from its source, or record the expected outputs again if the change was meant.',
    };
  return {
    id: 'conversion-drifts',
    finding: `${subject(cell)} drifts by its conversion with ${made.converter} ${made.version}.`,
    evidence: hopEvidence(cell),
    fix: 'Look at the options of the converter, deploy the form before it instead, or report the case to the project of the converter.',
  };
};
