import { ruleOf } from '../compare/tolerance-entry.js';
import type { ResultOutput } from '../results/schema.js';
import { type KnownTolerance, knownTolerance } from './known-tolerance.js';
import type { KnownCell } from './lock-schema.js';

/**
 * Which output is judged by a different rule or limit than in the baseline; null when none is. A multiple that `auto`
 * found is not a change: it moves with the numbers, nobody edited it.
 */
export function toleranceChange(outputs: readonly ResultOutput[], known: KnownCell): string | null {
  const changes = known.outputs.flatMap(({ output: name, tolerance: then }) => {
    const its = outputs.filter((output) => output.name === name && output.total > 0);
    if (its.length === 0) return [];
    const [was, is] = [words(then), words(knownTolerance(its))];
    return was === is ? [] : [`\`${name}\` is judged by ${is}, in the baseline by ${was}`];
  });
  const [first] = changes;
  if (first === undefined) return null;
  const more = changes.length === 1 ? '' : ` (and ${changes.length - 1} more)`;
  return `${first}${more}: update the baseline, so that the change shows in its diff.`;
}

function words(known: KnownTolerance): string {
  const { rule, multiple, ...limits } = known;
  const set = Object.entries(limits)
    .filter(([, value]) => value !== undefined)
    .map(([limit, value]) => `${limit} ${value}`)
    .sort();
  if (set.length === 0) return rule;
  return ruleOf(known).saidByLimits ? set.join(', ') : `${rule} (${set.join(', ')})`;
}
