import type { ResultCell } from '../results/schema.js';
import { isApprovable } from '../results/states.js';

/**
 * Whether a report offers to accept a cell. Where a model did not even run, its files are at fault or the reference is:
 * there is no behaviour of a runtime that one could live with.
 */
export function isAcceptable({ state, failure, outputs }: ResultCell): boolean {
  return isApprovable(state) && !(state === 'run-failed' && failure === undefined && outputs.length === 0);
}
