import { worstOutput } from '../../results/verdict.js';
import { alternatives } from '../alternatives.js';
import { hopEvidence, judgedHops } from '../hop-evidence.js';
import { ownAdapterFix } from '../own-adapter.js';
import { type DiagnosisContext, drifting, type Rule, spreadInWords, subject } from '../rule.js';

/**
 * The file that ran passes elsewhere: the runtime is to blame. If nothing else ran the file, all that is known is that the
 * forms before it pass.
 */
export const driftingRuntime: Rule = (cell, context) => {
  const { runtime } = context;
  const last = cell.route.length;
  const at = judgedHops(cell).filter(({ step }) => step === last);
  const fine = sameFileElsewhere(cell, context);
  const worst = worstOutput(drifting(cell));
  const where = worst === undefined ? '' : spreadInWords(worst, context.evidence);
  if (at.some((hop) => hop.runtime !== runtime.adapter && hop.state === 'pass') || fine.length > 0) {
    const through = cell.route.map(({ converter, version }) => `${converter} ${version}`).join(', ');
    const same = fine.length === 0 ? '' : `The same file passes on ${fine.join(', ')}.`;
    return {
      id: 'runtime-drifts',
      finding: `${subject(cell)} drifts because of ${runtime.title}${last === 0 ? '' : `, not because of the conversion (${through})`}.`,
      evidence: [same, hopEvidence(cell, runtime), where].filter((part) => part !== '').join(' '),
      fix:
        alternatives(cell, context) ||
        ownAdapterFix(runtime) ||
        'Check the options of the runtime, try another release with `version:`, or report the problem to its project.',
    };
  }
  const made = cell.route.at(-1);
  if (cell.hops === undefined || made === undefined) return undefined;
  const tried = at.filter((hop) => hop.runtime !== runtime.adapter).map((hop) => hop.runtime);
  return {
    id: 'last-hop-drifts',
    finding: `${subject(cell)} drifts because of its conversion with ${made.converter} ${made.version} or because of ${runtime.title}${tried.length === 0 ? ': nothing else here ran the converted model' : ''}.`,
    evidence: [
      hopEvidence(cell, runtime) ||
        (last === 1 ? 'The reference is made from the form before it.' : 'The forms before it could not be judged.'),
      where,
    ]
      .filter((part) => part !== '')
      .join(' '),
    fix:
      alternatives(cell, context) ||
      'Check the options of the converter and of the runtime, try other releases, or report the problem to their projects.',
  };
};

/** Columns of other runtimes that pass with the very same file: as it is committed, or made by the same converters. */
function sameFileElsewhere(
  { route, outputs }: Parameters<Rule>[0],
  { runtime, siblings, columns = [] }: DiagnosisContext,
): readonly string[] {
  const forms = new Set(outputs.filter(({ verdict }) => verdict === 'drift').map(({ form }) => form));
  const made = (steps: typeof route) => steps.map(({ converter, version }) => `${converter} ${version}`).join(' ');
  return siblings.flatMap((other) => {
    const column = columns.find(({ id }) => id === other.runtime);
    const isOther = column !== undefined && (column.engine ?? column.adapter) !== (runtime.engine ?? runtime.adapter);
    const ranIt = other.outputs.some(({ form }) => forms.has(form)) && made(other.route) === made(route);
    return other.state === 'pass' && isOther && ranIt ? [other.runtime] : [];
  });
}
