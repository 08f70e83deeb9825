import type { CellState } from '../types.js';

/** What is wrong with one or more models on one or more runtimes, why we think so, and what to do. */
export interface Finding {
  /** The worst state of its cells. */
  readonly state: CellState;
  readonly symbol: string;
  /** Every one of these models on every one of these runtimes; none of both: the whole run. */
  readonly models: readonly string[];
  readonly runtimes: readonly string[];
  /** A sentence without its subject: the models and the runtime stand before it. */
  readonly finding: string;
  /** True: the subject and the finding make one sentence. False: the finding is a sentence of its own. */
  readonly continues: boolean;
  readonly evidence: string;
  /** Never empty. */
  readonly fix: string;
}
