import { formatRatio } from '../../number-format.js';
import { fromReal } from '../../tensor/real.js';
import { judgedHops } from '../hop-evidence.js';
import { drifting, type Rule, subject } from '../rule.js';

/**
 * Another form than the first that drifts on its own home runtime, also without optimisations: the committed files
 * themselves disagree, the most common of real faults, and no runtime is to blame.
 */
export const formsDisagree: Rule = (cell, { forms = [], homeOf = [], runtime, reference }) => {
  const [first] = forms;
  const [worst] = drifting(cell);
  const form = forms.find(({ path }) => path === worst?.form);
  if (first === undefined || form === undefined || form.path === first.path || cell.route.length > 0) return undefined;
  if (form.format === null || !homeOf.includes(form.format)) return undefined;
  // It passes without optimisations: the options of the column are to blame.
  if (judgedHops(cell).some((hop) => hop.state === 'pass')) return undefined;
  const ratio = worst?.noiseRatio == null ? '' : ` by ${formatRatio(fromReal(worst.noiseRatio))} the noise floor`;
  return {
    id: 'forms-disagree',
    finding: `${subject(cell)} drifts because the committed files disagree: ${form.path} does not compute what ${first.path} does.`,
    evidence: `${form.path} ran on ${runtime.title}, its home runtime, and differs from ${reference?.kind === 'committed' ? 'the committed outputs' : `${first.path} on ${reference?.runtime ?? 'its own'}`}${ratio}.`,
    fix: 'Export both again from one source, or remove the outdated one. If it is quantised or in half precision on purpose, declare its `precision:` or a `tolerance:` at that form. Wrong pairs under `names:` or `layouts:` look the same: see docs/formats.md.',
  };
};
