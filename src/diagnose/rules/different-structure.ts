import { alternatives } from '../alternatives.js';
import { drifting, fineElsewhere, type Rule, subject } from '../rule.js';

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
    fix:
      cell.route.length === 0
        ? 'If the form is meant to differ, declare how under `names:` or `layouts:` of the form; otherwise export it again.'
        : alternatives(cell, context) ||
          'Look for an option of the converter that keeps shapes and types, or commit a form that the runtime reads.',
  };
};
