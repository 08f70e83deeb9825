/** How the outputs of a case differ from their reference. */
export interface Difference {
  /** The first output that differs, in words. */
  readonly text: string;
  /** The largest difference in roundings of the output's type at the output's size; null where that is meaningless. */
  readonly units: number | null;
}

/** The result of another runtime. */
export type Opinion = { readonly runtime: string; readonly engine: string } & (
  | { readonly kind: 'not run' }
  | {
      readonly kind: 'ran';
      /** Whether it agrees with the golden. */
      readonly golden: boolean;
      /** Whether it agrees with the runtime that is tested. */
      readonly subject: boolean;
    }
);

export interface FailedCase {
  readonly state: 'failed';
  readonly name: string;
  /** Types of the operators. */
  readonly operators: readonly string[];
  readonly difference: Difference;
  /** Whether a second run had the same result. */
  readonly repeats: boolean;
  readonly opinions: readonly Opinion[];
}

export interface UnrunCase {
  readonly state: 'not run';
  readonly name: string;
  /** What refuses it: the gate or a runtime. */
  readonly by: string;
  readonly reason: string;
}

export type CaseResult = { readonly state: 'passed'; readonly name: string } | FailedCase | UnrunCase;

export interface CaseResults {
  /** By name. */
  readonly results: readonly CaseResult[];
  /** Title and version of each runtime. */
  readonly versions: readonly (readonly [string, string])[];
  /** The runtime that is tested. */
  readonly subject: string;
}
