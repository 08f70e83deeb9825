import { formatRatio } from '../../number-format.js';
import { DOCUMENTATION } from '../../published.js';
import type { ResultCell } from '../../results/schema.js';
import { worstOutput } from '../../results/verdict.js';
import { fromReal } from '../../tensor/real.js';
import type { Precision } from '../../types.js';
import { driftsAnyway, judgedHops } from '../hop-evidence.js';
import { type DiagnosisContext, drifting, type Rule, subject } from '../rule.js';

/**
 * Another form than the first that drifts on its own home runtime, or as committed on a runtime that is not known to drift:
 * the committed files themselves disagree, the most common of real faults, and no runtime or converter is to blame. The
 * words are the same for every column, so that they share one finding.
 */
export const formsDisagree: Rule = (cell, context) => {
  const { forms = [], reference } = context;
  const [first] = forms;
  const drifts = drifting(cell);
  const worst = worstOutput(drifts);
  const form = forms.find(({ path }) => path === worst?.form);
  if (first === undefined || form === undefined) return undefined;
  // A column on which the first form drifts as well has a fault of its own.
  if (drifts.some((output) => output.form === first.path)) return undefined;
  const where = placeOf(form, cell, context);
  if (where === null) return undefined;
  const ratio = worst?.noiseRatio == null ? '' : ` by ${formatRatio(fromReal(worst.noiseRatio))} the noise floor`;
  const other =
    reference?.kind === 'committed'
      ? 'the committed outputs, which the first form returns'
      : `${first.path} on ${reference?.runtime ?? 'its own'}`;
  return {
    id: 'forms-disagree',
    finding: `${subject(cell)} drifts because the committed files disagree: ${form.path} does not compute what ${first.path} does.`,
    evidence: `${form.path} ${where} differs from ${other}${ratio}.${oddFirst(cell, context)}`,
    fix: `Export both again from one source, or remove the outdated one. ${ofPrecision(form.precision)} Wrong pairs under \`names:\` or \`layouts:\` look the same: see ${DOCUMENTATION}/formats.md.`,
  };
};

function ofPrecision(declared: Precision = 'f32'): string {
  if (declared === 'f32')
    return 'If it is quantised or in half precision on purpose, declare its `precision:` or a `tolerance:` at that form.';
  const better =
    declared === 'int8'
      ? 'quantise it with more representative inputs, or leave the operators that do not bear it in float'
      : 'leave the operators that do not bear it in float32';
  return `It is further off than its declared \`precision: ${declared}\` explains: ${better}; what is good enough for you is a \`tolerance:\` at that form.`;
}

/** Where no other of several forms agrees with the first one, as a sentence; empty elsewhere. */
function oddFirst(cell: ResultCell, { forms: [first, ...others] = [], siblings }: DiagnosisContext): string {
  const outputs = [cell, ...siblings].flatMap((one) => one.outputs);
  const judged = others
    .map(({ path }) => outputs.filter((output) => output.form === path))
    .filter((own) => own.length > 0);
  const none = judged.length > 1 && judged.every((own) => own.some(({ verdict }) => verdict === 'drift'));
  return first === undefined || !none
    ? ''
    : ` None of the ${judged.length} other forms computes what ${first.path} does: it may be the outdated one.`;
}

/** Where the form itself was seen to drift, as committed; null where it was not. */
function placeOf(
  form: NonNullable<DiagnosisContext['forms']>[number],
  cell: ResultCell,
  context: DiagnosisContext,
): string | null {
  const { homeOf = [], runtime } = context;
  const committed = judgedHops(cell).filter(({ step }) => step === 0);
  // It passes elsewhere, or here without optimisations: the options of the column are to blame.
  if (committed.some(({ state }) => state === 'pass')) return null;
  if (cell.route.length === 0 && form.format !== null && homeOf.includes(form.format))
    return `on ${runtime.title}, its home runtime,`;
  const elsewhere = committed.find((hop) => hop.runtime !== runtime.adapter && !driftsAnyway(hop, context));
  return elsewhere === undefined ? null : `drifts on ${elsewhere.runtime} as well: it`;
}
