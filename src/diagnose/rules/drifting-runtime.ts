import type { ResultHop } from '../../results/schema.js';
import { hopEvidence, judgedHops } from '../hop-evidence.js';
import { type Rule, subject } from '../rule.js';

/**
 * The file that ran is fine elsewhere: the runtime is to blame, or what it was asked for. Where nothing else here reads
 * the file, all that can be said is that the forms before it are fine.
 */
export const driftingRuntime: Rule = (cell, { runtime }) => {
  const last = cell.route.length;
  const at = judgedHops(cell).filter(({ step }) => step === last);
  const through = cell.route.map(({ converter, version }) => `${converter} ${version}`).join(', ');
  const plain = at.find((hop) => hop.runtime === runtime.adapter);
  if (plain?.state === 'pass')
    return {
      id: 'options-drift',
      finding: `${subject(cell)} drifts by what ${runtime.title} is asked for.`,
      evidence: hopEvidence(cell),
      fix: `Declare the precision that the column is meant to have, or give it what passes: ${differing(plain, runtime.options)}.`,
    };
  if (at.some((hop) => hop !== plain && hop.state === 'pass'))
    return {
      id: 'runtime-drifts',
      finding: `${subject(cell)} drifts by ${runtime.title}${last === 0 ? '' : `, not by the conversion (${through})`}.`,
      evidence: hopEvidence(cell),
      fix: 'Look at the options of the runtime, try another release with `version:`, or report the case to its project.',
    };
  const made = cell.route.at(-1);
  if (cell.hops === undefined || made === undefined) return undefined;
  return {
    id: 'last-hop-drifts',
    finding: `${subject(cell)} drifts by its conversion with ${made.converter} ${made.version} or by ${runtime.title}: nothing else here runs what that makes.`,
    evidence: hopEvidence(cell) || 'The form before it makes the reference.',
    fix: 'Look at the options of the converter and of the runtime, try other releases, or report the case to their projects.',
  };
};

function differing({ options }: ResultHop, own: ResultHop['options']): string {
  const other = Object.entries(options).filter(([name, value]) => own[name] !== value);
  return other.map(([name, value]) => `${name}: ${value}`).join(', ');
}
