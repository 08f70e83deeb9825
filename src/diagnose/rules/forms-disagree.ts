import { formatRatio } from '../../number-format.js';
import { fromReal } from '../../tensor/real.js';
import { judgedHops } from '../hop-evidence.js';
import { drifting, type Rule, subject } from '../rule.js';

/**
 * A further form that drifts on its own home runtime, with plain arithmetic as well: the committed files themselves
 * disagree, the most common of real faults, and no runtime is to blame.
 */
export const formsDisagree: Rule = (cell, { forms = [], homeOf = [], runtime, reference }) => {
  const [first] = forms;
  const [worst] = drifting(cell);
  const form = forms.find(({ path }) => path === worst?.form);
  if (first === undefined || form === undefined || form.path === first.path || cell.route.length > 0) return undefined;
  if (form.format === null || !homeOf.includes(form.format)) return undefined;
  // Fine with plain arithmetic: what the column asks for is to blame.
  if (judgedHops(cell).some((hop) => hop.state === 'pass')) return undefined;
  const ratio = worst?.noiseRatio == null ? '' : `, ${formatRatio(fromReal(worst.noiseRatio))} the noise floor`;
  return {
    id: 'forms-disagree',
    finding: `${subject(cell)} drifts because the committed files disagree: ${form.path} does not compute what ${first.path} does.`,
    evidence: `${form.path} ran on ${runtime.title}, its own runtime${ratio} away from ${reference?.kind === 'committed' ? 'the committed outputs' : `${first.path} on ${reference?.runtime ?? 'its own'}`}.`,
    fix: 'Export both again from one source, or drop the one that is out of date. Names that join the wrong outputs look like this too: see `names:` and `layouts:` in the docs on formats.',
  };
};
