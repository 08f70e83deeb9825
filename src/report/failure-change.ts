import type { ResultCell } from '../results/schema.js';
import { isFailing } from '../results/states.js';

/** How a cell that fails compares with its last known result; the first needs the most attention. */
export const FAILURE_CHANGES = ['new', 'worse', 'as before'] as const;
export type FailureChange = (typeof FAILURE_CHANGES)[number];

/** Null when no earlier result is known. New: the cell did not fail before, or is itself new. */
export function failureChange({ change, lastKnown }: ResultCell): FailureChange | null {
  if (lastKnown !== undefined && !isFailing(lastKnown.state)) return 'new';
  switch (change) {
    case undefined:
      return lastKnown === undefined ? null : 'as before';
    case 'new':
    case 'worse':
      return change;
    case 'better':
    case 'same':
      return 'as before';
  }
}

/** Orders what is new before what is worse, what is unknown, and what was so before. */
export function byChange(a: FailureChange | null, b: FailureChange | null): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(change: FailureChange | null): number {
  return change === null ? 1.5 : FAILURE_CHANGES.indexOf(change);
}
