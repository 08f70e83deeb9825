/** How a worker failed, as a cell of the results document records it, and what is known about each kind. */
import type { CellState } from '../types.js';

export const FAILURE_KINDS = [
  'crashed',
  'timed-out',
  'out-of-memory',
  'failed',
  'unsupported',
  'never-started',
] as const;
/** A closed set, that of the worker's own failures. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface FailureFacts {
  /** Stands in the matrix. */
  readonly word: string;
  /** What becomes of a cell whose runtime failed in this way. */
  readonly state: CellState;
}

export const FAILURES: Readonly<Record<FailureKind, FailureFacts>> = {
  crashed: { word: 'crashed', state: 'run-failed' },
  'timed-out': { word: 'timed out', state: 'run-failed' },
  'out-of-memory': { word: 'out of memory', state: 'run-failed' },
  failed: { word: 'failed', state: 'run-failed' },
  unsupported: { word: 'unsupported', state: 'unsupported' },
  'never-started': { word: 'did not start', state: 'error' },
};
