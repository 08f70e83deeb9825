import { STATES } from '../results/states.js';
import type { CellState } from '../types.js';
import type { Approval, Measure } from './lock-schema.js';
import { worseThan } from './measure.js';

/**
 * Why an approval does not cover the result of a cell, as the end of a sentence that starts with the approval; null when
 * it covers it.
 * @param cell its state, and how far off the outputs are that do not pass
 * @param today the date in UTC; an approval is valid through its last day
 */
export function whyUncovered(
  approval: Approval,
  cell: { readonly state: CellState; readonly failing: readonly Measure[] },
  sha256: string,
  today: string,
): string | null {
  if (approval.until !== undefined && today > approval.until) return `expired on ${approval.until}`;
  if (approval.sha256 !== sha256) return 'does not cover it: the model has changed since';
  if (approval.state !== cell.state)
    return `does not cover it: ${STATES[approval.state].noun} was accepted, not ${STATES[cell.state].noun}`;
  for (const now of cell.failing) {
    const then = approval.measured.find(({ output }) => output === now.output);
    const why = then === undefined ? `\`${now.output}\` was not among the accepted outputs` : worseThan(now, then);
    if (why !== null) return `does not cover it: ${why}`;
  }
  return null;
}
