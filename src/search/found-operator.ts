import type { Operator } from './value-graph.js';

/** An operator that is wrong although what it reads is right. */
export interface FoundOperator {
  readonly operator: Operator;
  /** How it was found: by looking at all values at once, or by cutting the graph. */
  readonly by: 'exposing' | 'cutting';
  /** The worst of the values that it is computed from; null where none was measured. */
  readonly before: number | null;
  /** The worst of what it makes. */
  readonly after: number | null;
  readonly bits: number | null;
  /** Whether it is wrong when it runs alone on the reference's values; null when it could not. */
  readonly alone: boolean | null;
  /**
   * Operators that it is wrong together with, where it is right alone: the runtime computes them as one, or they compute
   * its constants.
   */
  readonly together: readonly Operator[];
  /** Whether it is wrong also with constants that the reference computed; null where it has none that are computed. */
  readonly constantsHeld: boolean | null;
  /** It does not even run with constants that the runtime computes: that may be the fault, or another one. */
  readonly fails?: true;
  /** Operators before it whose results could not be measured: it may be one of these. */
  readonly between: readonly Operator[];
}
