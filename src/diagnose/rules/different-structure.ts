import type { ResultCell } from '../../results/schema.js';
import { alternatives } from '../alternatives.js';
import { type DiagnosisContext, drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** An output of another shape or element type, one that is missing or one too many: there are no numbers to compare. */
export const differentStructure: Rule = (cell, context) => {
  const [first, ...others] = drifting(cell).filter(
    ({ total, rmse, tolerance }) => total === 0 && rmse === null && tolerance.rule === 'exact',
  );
  if (first?.reason === undefined) return undefined;
  const names = [...new Set(others.map(({ name }) => name))].filter((name) => name !== first.name);
  const more = names.length === 0 ? '' : ` The same goes for ${names.map((name) => `\`${name}\``).join(', ')}.`;
  return {
    id: 'different-structure',
    finding: `${subject(cell)} differs in what it returns, before any number is compared: \`${first.name}\`, ${first.reason}.`,
    evidence: `Found in case ${first.case}.${more}${fineElsewhere(context.siblings)}`,
    fix: fixOf(first.form, cell, context),
  };
};

function fixOf(path: string, cell: ResultCell, context: DiagnosisContext): string {
  const known = alternatives(cell, context);
  if (cell.route.length > 0)
    return (
      known ||
      'Look for an option of the converter that keeps shapes and types, or commit a form that the runtime reads.'
    );
  if (path !== context.forms?.[0]?.path)
    return 'If the form is meant to differ, declare how under `names:` or `layouts:` of the form; otherwise export it again.';
  if (context.reference?.kind === 'committed')
    return 'If the expected outputs are of an older export, record them again with `portability record`; otherwise report it to the project of the runtime.';
  return known || 'Try another release of the runtime with `version:`, or report it to its project with this model.';
}
