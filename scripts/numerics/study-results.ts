import type { Platform } from '../../src/host/platform.js';

/** What is wrong with a cell on purpose, or known to be. */
export interface StudyFault {
  readonly kind: string;
  readonly where: string;
}

interface StudyCell {
  readonly model: string;
  readonly column: string;
  /** Null for honest cells. */
  readonly fault: StudyFault | null;
}

/** What the rules make of the outputs of one run: each accepts it when it accepts every output of every input. */
export interface RunJudgement {
  readonly auto: boolean;
  /** RMSE in units of the noise floor, the worst over outputs and inputs. */
  readonly ratio: number;
  /** Why `auto` does not accept it; empty when it does. */
  readonly reason: string;
  /** In the order of the fixed rules. */
  readonly fixed: readonly boolean[];
}

export type JudgedCell = StudyCell & RunJudgement;
export type FailedCell = StudyCell & { readonly failure: string };

export interface StudyResults {
  readonly platform: Platform;
  readonly judged: readonly JudgedCell[];
  /** What could not be run. */
  readonly failed: readonly FailedCell[];
  /** Title and version of each runtime. */
  readonly versions: readonly (readonly [string, string])[];
  /** Columns that mean to compute in float32. */
  readonly honest: readonly string[];
  /** Names of the fixed rules. */
  readonly rules: readonly string[];
}
