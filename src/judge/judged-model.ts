/** The result of comparing one model. */

import type { NoiseByCase } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import type { ModelTruth, OutputConsensus, ResultCell } from '../results/schema.js';
import type { InputSource } from '../trial/trial.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { NoiseDoubts } from './noise-doubts.js';
import type { NoReference, Reference } from './reference.js';

/** A cell and what its diagnosis needs. */
export interface JudgedCell {
  readonly cell: ResultCell;
  readonly column: Column;
  readonly evidence: readonly DriftEvidence[];
  /** Release of the runtime, and the precision that it reports; null if it did not report one. */
  readonly version: string | null;
  readonly effectivePrecision: string | null;
}

export interface JudgedModel {
  readonly plan: ModelPlan;
  readonly goldens: InputSource;
  readonly reference: Reference | NoReference;
  readonly noise: NoiseByCase | null;
  /** Noise floors that are not believed, by output leaf; none when left out. */
  readonly doubts?: NoiseDoubts;
  /** One for each column, in their order. */
  readonly cells: readonly JudgedCell[];
  /** How far the columns are apart from each other on outputs that drift on some column. */
  readonly consensus: readonly OutputConsensus[];
  /** The same computation in float64; only where columns agree with each other against the reference. */
  readonly truth?: ModelTruth;
}
