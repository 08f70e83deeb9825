import type { ResultTolerance } from '../../results/schema.js';
import type { Metrics } from '../kernel/metrics.js';

/** What a rule says: its entry in the results, the metrics under its limit, and every reason against passing. */
export interface Ruling {
  readonly tolerance: ResultTolerance;
  readonly metrics: Metrics;
  readonly reasons: readonly string[];
  /** For rules that do not count elements: how many of what they count differ, and where the first is. */
  readonly counts?: { readonly mismatched: number; readonly total: number; readonly first?: number | null };
  /** Set when the rule has nothing to go by: neither passes nor fails. */
  readonly unusable?: string;
}
