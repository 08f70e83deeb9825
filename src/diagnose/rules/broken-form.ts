import { alternatives } from '../alternatives.js';
import { driftsAnyway, hopEvidence, judgedHops } from '../hop-evidence.js';
import { type Rule, subject } from '../rule.js';

/**
 * A form on the route that drifts on another runtime too: its conversion is to blame, or the committed file itself. Not on
 * a runtime that drifts on this model anyway, and not if the reference is made from that very file: then the runtimes
 * disagree, and the file is none of the causes.
 */
export const brokenForm: Rule = (cell, context) => {
  const { runtime, reference, forms = [] } = context;
  const last = cell.route.length;
  const broken = judgedHops(cell).find(
    (hop) =>
      hop.state === 'drift' &&
      !(hop.step === last && hop.runtime === runtime.adapter) &&
      !(hop.step === 0 && reference?.kind === 'runtime' && hop.form === forms[0]?.path) &&
      !driftsAnyway(hop, context),
  );
  if (broken === undefined) return undefined;
  const made = cell.route[broken.step - 1];
  if (made === undefined)
    return {
      id: 'form-drifts',
      finding: `${subject(cell)} drifts because the committed file ${broken.form} itself does not compute the expected outputs.`,
      evidence: hopEvidence(cell, runtime),
      fix: 'Export the file again from its source, or record the expected outputs again if the change was intended.',
    };
  return {
    id: 'conversion-drifts',
    finding: `${subject(cell)} drifts because of its conversion with ${made.converter} ${made.version}.`,
    evidence: hopEvidence(cell, runtime),
    fix:
      alternatives(cell, context) ||
      'Check the options of the converter, deploy the form before it instead, or report the problem to the project of the converter.',
  };
};
