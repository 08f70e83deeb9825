import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { sentence } from '../../sentence.js';
import { alternatives } from '../alternatives.js';
import { ownAdapterFix } from '../own-adapter.js';
import { recordAgain } from '../record-again.js';
import { type DiagnosisContext, drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** An output of another shape or element type, one that is missing or one too many: there are no numbers to compare. */
export const differentStructure: Rule = (cell, context) => {
  const [first, ...others] = drifting(cell).filter(hasOtherStructure);
  if (first?.reason === undefined) return undefined;
  // Those that are there instead of missing ones are named with these.
  const alike = others.filter(({ name, onlyIn }) => name !== first.name && onlyIn === first.onlyIn);
  const names = [...new Set(alike.map(({ name }) => name))];
  const more = names.length === 0 ? '' : ` The same goes for ${names.map((name) => `\`${name}\``).join(', ')}.`;
  return {
    id: 'different-structure',
    finding: `${subject(cell)} differs in what it returns, before any number is compared: \`${first.name}\`, ${first.reason}.`,
    evidence: `Found in case ${first.case}.${more}${sharedConversion(cell, first, context)}${fineElsewhere(context.siblings)}`,
    fix: fixOf(cell, first, context),
  };
};

/** What all columns run that return the same, as a sentence; empty where they share no conversion, or there is only one. */
function sharedConversion({ route: [made] }: ResultCell, first: ResultOutput, { siblings }: DiagnosisContext): string {
  const alike = siblings.filter((other) =>
    drifting(other).some(({ name, reason }) => name === first.name && reason === first.reason),
  );
  const isShared = alike.length > 0 && alike.every(({ route: [own] }) => own?.converter === made?.converter);
  return made === undefined || !isShared
    ? ''
    : ` Every column that returns this runs what ${made.converter} ${made.version} makes of the file, which is then the likely cause.`;
}

export function hasOtherStructure({ total, rmse, tolerance }: ResultOutput): boolean {
  return total === 0 && rmse === null && tolerance.rule === 'exact';
}

function fixOf(cell: ResultCell, { form: path, onlyIn }: ResultOutput, context: DiagnosisContext): string {
  const { forms = [], reference, homeOf = [] } = context;
  const form = forms.find((one) => one.path === path);
  const isFirst = path === forms[0]?.path;
  if (cell.route.length > 0)
    return (
      alternatives(cell, context) ||
      'Look for an option of the converter that keeps shapes and types, or commit a form that the runtime reads.'
    );
  if (!isFirst && onlyIn !== undefined && form?.outputs != null) return sentence(form.outputs);
  if (!isFirst && onlyIn !== undefined)
    return `Export ${path} with the outputs of ${forms[0]?.path}, or pair them under \`names:\` of that form: the first form’s name → its own, or null for an output that it does not have.`;
  if (!isFirst)
    return `Export ${path} with the element types and shapes of ${forms[0]?.path}; axes in another order can be declared under \`layouts:\` of that form.`;
  if (reference?.kind === 'committed' && form?.format != null && homeOf.includes(form.format))
    return recordAgain(cell, 'If it was not, save them with the shape and element type that the model returns.');
  return (
    alternatives(cell, context) ||
    ownAdapterFix(context.runtime) ||
    'Try another release of the runtime with `version:`, or report the problem to its project with this model.'
  );
}
