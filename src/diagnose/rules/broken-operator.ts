import { formatCount, groupThousands } from '../../number-format.js';
import { inlineCommand } from '../../paste-command.js';
import type { ResultLocated, ResultLocatedOperator } from '../../results/located-schema.js';
import {
  causeInWords,
  certaintyInWords,
  operatorInWords,
  operatorTruthInWords,
  ratiosInWords,
} from '../../results/located-words.js';
import { alternatives } from '../alternatives.js';
import { driftsAnyway, hopEvidence, judgedHops } from '../hop-evidence.js';
import { ownAdapterFix } from '../own-adapter.js';
import { fineElsewhere, type Rule, subject, worstNonFinite } from '../rule.js';

/**
 * The search found an operator that is wrong although what it reads is right. Not where the reference ran another form,
 * whose file is then to blame, and not where every product is off alike.
 */
export const brokenOperator: Rule = (cell, context) => {
  const { located } = cell;
  const [first, ...others] = located?.operators ?? [];
  if (located === undefined || first === undefined || located.flat !== null || located.against !== null)
    return undefined;
  if (!first.certain) return undefined;
  const { title } = context.runtime;
  const who = whoComputes(cell, located, context);
  const as = first.replay === undefined ? null : causeInWords(first.replay);
  const truth = first.replay === undefined ? '' : operatorTruthInWords(first.replay, title);
  const more = behindInWords(others, located);
  return {
    id: 'broken-operator',
    finding: `${subject(cell)} breaks ${placeInWords(first, located)}: ${who} computes ${first.together.length === 0 ? 'it' : 'them'} ${as ?? 'differently'}${nonFiniteInWords(cell, context)}.`,
    evidence:
      `${sentence(ratiosInWords(first))} It is ${certaintyInWords(first, located)}.${truth === '' ? '' : ` ${truth}`}${more} ${hopEvidence(cell, context.runtime)}`.trimEnd() +
      fineElsewhere(context.siblings),
    fix: [
      fixOf(first) ||
        alternatives(cell, context) ||
        ownAdapterFix(context.runtime) ||
        'Write it with other operators, try another release with `version:`, or report it to the project.',
      reportOf(cell, first),
    ]
      .filter((part) => part !== '')
      .join(' '),
  };
};

/** The runtime, or a conversion on the way to it; only conversions where what they make is as wrong on another runtime. */
function whoComputes(cell: Parameters<Rule>[0], located: ResultLocated, context: Parameters<Rule>[1]): string {
  const { runtime } = context;
  const made = judgedHops(cell).find(
    (hop) =>
      hop.step > located.step &&
      hop.state === 'drift' &&
      hop.runtime !== runtime.adapter &&
      !driftsAnyway(hop, context),
  );
  const through = cell.route
    .slice(located.step, made?.step)
    .map(({ converter, version }) => `${converter} ${version}`)
    .join(', ');
  if (made !== undefined) return `${through}, on the way to ${runtime.title},`;
  return through === '' ? runtime.title : `${runtime.title}, or ${through} on the way to it,`;
}

/** Operators that are named one by one. */
const MOST_NAMED = 3;

/** What was found behind the first one, as a sentence with a space before it; empty where nothing was. */
function behindInWords(others: readonly ResultLocatedOperator[], located: ResultLocated): string {
  const places = others.map((one) => `${one.certain ? '' : 'perhaps '}${placeInWords(one, located)}`);
  return places.length === 0 ? '' : ` Behind it, it breaks again ${places.join(' and ')}.`;
}

/** The operator, or where it is wrong only together with others, all of them. */
function placeInWords(first: ResultLocatedOperator, located: ResultLocated): string {
  const { together, constants } = first;
  const last = operatorInWords(first, located);
  const names = together.map(({ type, name }) => `${type} \`${name}\``);
  if (constants === true) return `at the constants or sizes of ${last}`;
  if (names.length > MOST_NAMED) return `within the ${names.length + 1} operators from ${names[0]} to ${last}`;
  return `at ${names.length === 0 ? '' : `${names.join(', ')} and `}${last}`;
}

/** ", and `y` is NaN everywhere": what is no number says more than any distance. */
function nonFiniteInWords(...[cell, { evidence }]: Parameters<Rule>): string {
  const worst = worstNonFinite(cell, evidence);
  if (worst === undefined || worst.newNaNs === 0) return '';
  const share =
    worst.newNaNs === worst.total
      ? 'everywhere'
      : `in ${groupThousands(worst.newNaNs)} of ${formatCount(worst.total, 'element')}`;
  return `, and \`${worst.output}\` is NaN ${share}`;
}

/** What avoids a known misreading; empty for an unknown cause. */
function fixOf({ replay }: ResultLocatedOperator): string {
  const fix = replay?.causes[0]?.fix ?? null;
  return fix === null ? '' : `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`;
}

/** Where the text of a report to the project is; empty where the operator shows nothing by itself. */
function reportOf({ model, runtime }: Parameters<Rule>[0], { replay }: ResultLocatedOperator): string {
  const command = inlineCommand('locate --repro repro', [model, runtime]);
  if (replay?.repro !== undefined)
    return `\`repro/${replay.repro}\`, in the artifact of the run that found it, has a script that shows it without the gate and a report for the project; ${command} writes the same.`;
  if (replay?.reproTooLarge !== undefined)
    return `The script that shows it without the gate comes with ${replay.reproTooLarge} of numbers, too much for the artifact: ${command} writes it.`;
  const shows = replay?.shows === 'alone' || replay?.shows === 'open-sizes';
  return shows ? `${command} writes a script that shows it without the gate, and a report for the project.` : '';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
