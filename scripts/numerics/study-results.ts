import type { Platform } from '../../src/host/platform.js';
import type { CoarsePrecision } from '../../src/types.js';
import type { CoarseSize } from './coarse-size.js';

/** What is wrong with a cell, on purpose or as a known fault. */
export interface StudyFault {
  readonly kind: string;
  readonly where: string;
}

interface StudyCell {
  readonly model: string;
  readonly column: string;
  /** Null for correct cells. */
  readonly fault: StudyFault | null;
}

/** Verdicts of the rules on one run: a rule accepts it when it accepts every output for every input. */
export interface RunJudgement {
  readonly auto: boolean;
  /** RMSE in units of the noise floor, the worst of all outputs and inputs. */
  readonly ratio: number;
  /** Why `auto` does not accept it; empty when it does. */
  readonly reason: string;
  /** In the order of the fixed rules. */
  readonly fixed: readonly boolean[];
}

export type JudgedCell = StudyCell & RunJudgement;
export type FailedCell = StudyCell & { readonly failure: string };

/** A run in simulated arithmetic of a precision that a column may declare. */
export interface CoarseCell extends Pick<StudyCell, 'model' | 'fault'>, CoarseSize {
  readonly precision: CoarsePrecision;
  readonly auto: boolean;
  /** Why `auto` does not accept it; empty when it does. */
  readonly reason: string;
}

export interface StudyResults {
  readonly platform: Platform;
  readonly judged: readonly JudgedCell[];
  /** Seeded models in simulated coarser arithmetic. */
  readonly coarse: readonly CoarseCell[];
  /** Cells that could not be run. */
  readonly failed: readonly FailedCell[];
  /** Title and version of each runtime. */
  readonly versions: readonly (readonly [string, string])[];
  /** Columns that are meant to compute in float32. */
  readonly correct: readonly string[];
  /** Names of the fixed rules. */
  readonly rules: readonly string[];
}
