/** How a worker failed, as recorded in a cell of the results document, and the facts about each kind. */
import type { CellState } from '../types.js';

export const FAILURE_KINDS = [
  'crashed',
  'timed-out',
  'out-of-memory',
  'failed',
  'unsupported',
  'refused',
  'never-started',
] as const;
/** A closed set, the same as the worker's failures. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface FailureFacts {
  /** Shown in the matrix. */
  readonly word: string;
  /** State of a cell whose runtime failed this way. */
  readonly state: CellState;
}

export const FAILURES: Readonly<Record<FailureKind, FailureFacts>> = {
  crashed: { word: 'crashed', state: 'run-failed' },
  'timed-out': { word: 'timed out', state: 'run-failed' },
  'out-of-memory': { word: 'out of memory', state: 'run-failed' },
  failed: { word: 'failed', state: 'run-failed' },
  unsupported: { word: 'unsupported', state: 'unsupported' },
  refused: { word: 'refused', state: 'run-failed' },
  'never-started': { word: 'did not start', state: 'error' },
};
