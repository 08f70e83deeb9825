import type { ResultCell } from '../../results/schema.js';
import { enumerate } from '../dispute.js';
import type { Rule } from '../rule.js';

/**
 * Every runtime that ran the model fails in the same case: its inputs are not what the model expects. So do two or more where
 * the reference is one of them, so that what the others make of it cannot be judged.
 */
export const refusedCase: Rule = (cell, { siblings, reference }) => {
  const ran = [cell, ...siblings].filter(({ state }) => state !== 'unsupported' && state !== 'not-run');
  // In one order for every cell, so that they share one finding.
  const refusing = ran.filter((one) => refused(one) !== undefined).toSorted((a, b) => (a.runtime < b.runtime ? -1 : 1));
  const [first, second] = refusing;
  if (first === undefined || second === undefined) return undefined;
  const name = refused(first);
  const others = ran.filter((one) => refused(one) === undefined);
  if (refusing.some((one) => refused(one) !== name)) return undefined;
  if (others.length > 0 && (reference !== null || !others.every((one) => isUnjudged(one, name)))) return undefined;
  const who =
    others.length === 0 ? 'Every runtime refuses' : `${enumerate(refusing.map(({ runtime }) => runtime))} refuse`;
  return {
    id: 'refused-case',
    finding: `${who} the inputs of case ${name} of ${cell.model}.`,
    evidence: `${first.runtime} ${first.fault?.what ?? first.reason ?? 'failed'}.`,
    fix: `Fix the inputs of case ${name}: their sizes, or numbers that are beyond a table. If they are right, the model cannot run: export it again.`,
  };
};

/** The case in which a cell failed with an error of its own, not by its end, time or memory. */
function refused({ failure }: ResultCell): string | undefined {
  return failure?.kind === 'failed' ? failure.case : undefined;
}

/** It ran, and there is nothing to compare with; or it died of that case. */
function isUnjudged({ failure, outputs }: ResultCell, name: string | undefined): boolean {
  return outputs.length === 0 && (failure === undefined || (failure.kind === 'crashed' && failure.case === name));
}
