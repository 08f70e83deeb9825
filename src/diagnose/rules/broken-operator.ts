import { certaintyInWords, operatorInWords, ratiosInWords } from '../../results/located-words.js';
import { alternatives } from '../alternatives.js';
import { hopEvidence } from '../hop-evidence.js';
import { fineElsewhere, type Rule, subject } from '../rule.js';

/**
 * The search found an operator that is wrong although what it reads is right. Not where the reference ran another form,
 * whose file is then to blame, and not where every product is off alike.
 */
export const brokenOperator: Rule = (cell, context) => {
  const { located, route } = cell;
  const [first, ...others] = located?.operators ?? [];
  if (located === undefined || first === undefined || located.flat !== null || located.against !== null)
    return undefined;
  if (!first.certain) return undefined;
  const { title } = context.runtime;
  const through = route.slice(located.step).map(({ converter, version }) => `${converter} ${version}`);
  const who = through.length === 0 ? title : `${title}, or ${through.join(', ')} on the way to it,`;
  const more =
    others.length === 0
      ? ''
      : ` Behind it ${others.map((one) => operatorInWords(one, located)).join(' and ')} ${others.length === 1 ? 'is' : 'are'} wrong again.`;
  return {
    id: 'broken-operator',
    finding: `${subject(cell)} breaks at ${operatorInWords(first, located)}: ${who} computes it differently.`,
    evidence:
      `${sentence(ratiosInWords(first))} It is ${certaintyInWords(first, located)}.${more} ${hopEvidence(cell)}`.trimEnd() +
      fineElsewhere(context.siblings),
    fix:
      alternatives(cell, context) ||
      `Write it with other operators, try another release with \`version:\`, or report it to the project: \`portability locate ${cell.model} ${cell.runtime}\` prints what it reads and makes.`,
  };
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
