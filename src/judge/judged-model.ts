/** What the comparison of one model found. */

import type { StagedModel } from '../golden/stage-cases.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import type { OutputConsensus, ResultCell } from '../results/schema.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { NoReference, Reference } from './reference.js';

/** A cell and what its diagnosis needs. */
export interface JudgedCell {
  readonly cell: ResultCell;
  readonly column: Column;
  readonly evidence: readonly DriftEvidence[];
  /** Release of the runtime that answered, and the arithmetic that it says it used; null where it did not say. */
  readonly version: string | null;
  readonly effectivePrecision: string | null;
}

export interface JudgedModel {
  readonly plan: ModelPlan;
  readonly goldens: StagedModel['goldens'];
  readonly reference: Reference | NoReference;
  readonly noise: NoiseByCase | null;
  /** One for each column, in their order. */
  readonly cells: readonly JudgedCell[];
  /** How far the columns are apart from each other on outputs of which some column drifts. */
  readonly consensus: readonly OutputConsensus[];
}
