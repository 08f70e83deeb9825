import type { ResultHop } from '../../results/schema.js';
import { hopEvidence, judgedHops } from '../hop-evidence.js';
import { type Rule, subject } from '../rule.js';

/**
 * The file that ran passes elsewhere: the runtime is to blame, or its options. If no other configured runtime reads the
 * file, all that is known is that the forms before it pass.
 */
export const driftingRuntime: Rule = (cell, { runtime }) => {
  const last = cell.route.length;
  const at = judgedHops(cell).filter(({ step }) => step === last);
  const through = cell.route.map(({ converter, version }) => `${converter} ${version}`).join(', ');
  const plain = at.find((hop) => hop.runtime === runtime.adapter);
  if (plain?.state === 'pass')
    return {
      id: 'options-drift',
      finding: `${subject(cell)} drifts because of the options set for ${runtime.title}.`,
      evidence: hopEvidence(cell),
      fix: `Declare the precision that the column is meant to have, or set the options that pass: ${differing(plain, runtime.options)}.`,
    };
  if (at.some((hop) => hop !== plain && hop.state === 'pass'))
    return {
      id: 'runtime-drifts',
      finding: `${subject(cell)} drifts because of ${runtime.title}${last === 0 ? '' : `, not because of the conversion (${through})`}.`,
      evidence: hopEvidence(cell),
      fix: 'Check the options of the runtime, try another release with `version:`, or report the problem to its project.',
    };
  const made = cell.route.at(-1);
  if (cell.hops === undefined || made === undefined) return undefined;
  return {
    id: 'last-hop-drifts',
    finding: `${subject(cell)} drifts because of its conversion with ${made.converter} ${made.version} or because of ${runtime.title}: no other configured runtime reads the converted model.`,
    evidence: hopEvidence(cell) || 'The reference is made from the form before it.',
    fix: 'Check the options of the converter and of the runtime, try other releases, or report the problem to their projects.',
  };
};

function differing({ options }: ResultHop, own: ResultHop['options']): string {
  const other = Object.entries(options).filter(([name, value]) => own[name] !== value);
  return other.map(([name, value]) => `${name}: ${value}`).join(', ');
}
