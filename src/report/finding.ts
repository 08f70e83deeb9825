import type { ResultCell } from '../results/schema.js';
import type { CellState } from '../types.js';
import type { FailureChange } from './failure-change.js';

/** What is wrong with one or more models on one or more runtimes, the evidence, and what to do. */
export interface Finding {
  /** The worst state of its cells. */
  readonly state: CellState;
  readonly symbol: string;
  /** Applies to all of these models on all of these runtimes; both empty: the whole run. */
  readonly models: readonly string[];
  readonly runtimes: readonly string[];
  /** A sentence without its subject: models and runtimes are shown before it. */
  readonly finding: string;
  /** True: subject and finding form one sentence. False: the finding is a sentence of its own. */
  readonly continues: boolean;
  readonly evidence: string;
  /** Never empty. */
  readonly fix: string;
  /** Against the last known result; null where none is known. Of several cells, the first word in the order of the list. */
  readonly change: FailureChange | null;
  /** The worst first; empty for the whole run. */
  readonly cells: readonly ResultCell[];
}
