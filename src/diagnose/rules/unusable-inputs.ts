import { sentence } from '../../sentence.js';
import { WORK_ON_INPUTS } from '../../trial/trial.js';
import type { Rule } from '../rule.js';

const WORK: ReadonlySet<string> = new Set(Object.values(WORK_ON_INPUTS));

/**
 * Golden cases that cannot be used, or a model for which no inputs could be made up: no runtime has to do with it, and the
 * text is the same for all of them, so that they share one finding.
 */
export const unusableInputs: Rule = ({ model, failure, fault }) => {
  if (fault === undefined || failure === undefined || !WORK.has(failure.doing)) return undefined;
  return {
    id: 'unusable-inputs',
    finding: `${model} cannot be judged, because of its inputs: ${fault.what}.`,
    evidence: fault.why === undefined ? '' : sentence(fault.why),
    fix: sentence(fault.next ?? 'fix its golden cases'),
  };
};
