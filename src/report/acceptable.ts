import type { ResultCell } from '../results/schema.js';
import { isApprovable } from '../results/states.js';
import { APART } from '../shards/join-deliveries.js';
import { WORK_ON_INPUTS } from '../trial/trial.js';

/**
 * Whether a report offers to accept a cell. Where a model did not even run, its files are at fault, its inputs are, or the
 * reference is: there is no behaviour of a runtime that one could live with.
 */
export function isAcceptable({ state, failure, outputs, diagnosis }: ResultCell): boolean {
  // By itself, on its own machine, such a cell passes.
  if (!isApprovable(state) || diagnosis?.id === APART) return false;
  const ran = outputs.length > 0 || (failure !== undefined && !BEFORE_RUNNING.has(failure.doing));
  return state !== 'run-failed' || ran;
}

const BEFORE_RUNNING: ReadonlySet<string> = new Set(Object.values(WORK_ON_INPUTS));
