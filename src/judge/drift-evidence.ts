/** What a diagnosis needs beyond the numbers of the report; computed for outputs that drifted, and only for them. */

import { type LinearFit, linearFit } from '../compare/kernel/linear-fit.js';
import { measure, NO_LIMIT } from '../compare/kernel/metrics.js';
import { judgeTensors } from '../compare/rules/judge-tensors.js';
import type { JudgingContext } from '../compare/rules/judgement.js';
import type { Tensor } from '../tensor/tensor.js';
import { describeType } from '../tensor/tensor.js';

export interface DriftEvidence {
  readonly case: string;
  readonly form: string;
  /** Name of the output, as in the results document. */
  readonly output: string;
  /** Another output whose reference this candidate passes against. */
  readonly equals: string | null;
  /** Least-squares explanations, for floats. */
  readonly fit: LinearFit | null;
  /** Elements of the candidate that are NaN where the reference is not, of `total`. */
  readonly newNaNs: number;
  readonly nonFiniteMismatches: number;
  readonly total: number;
}

/** An output that was compared number by number and drifted. */
export interface Drifted {
  readonly name: string;
  readonly reference: Tensor;
  readonly candidate: Tensor;
  readonly context: JudgingContext;
}

/** Crossing outputs costs a comparison a pair: models with more drifting outputs of one type are not searched further. */
const CROSSED_OUTPUTS = 16;

export function driftEvidence(place: { case: string; form: string }, drifted: readonly Drifted[]): DriftEvidence[] {
  return drifted.map((own) => ({
    ...place,
    output: own.name,
    equals: equalOutput(own, drifted),
    ...numbers(own),
  }));
}

function equalOutput(own: Drifted, drifted: readonly Drifted[]): string | null {
  const type = describeType(own.reference.dtype, own.reference.shape);
  const others = drifted.filter(
    (other) => other !== own && describeType(other.reference.dtype, other.reference.shape) === type,
  );
  const passing = others
    .slice(0, CROSSED_OUTPUTS)
    .filter((other) => judgeTensors(other.reference, own.candidate, other.context).verdict === 'pass');
  return passing.length === 1 ? (passing[0]?.name ?? null) : null;
}

function numbers({ reference, candidate, context }: Drifted) {
  if (reference.dtype === 'string' || candidate.dtype === 'string')
    return { fit: null, newNaNs: 0, nonFiniteMismatches: 0, total: 0 };
  const metrics = measure(reference, candidate, NO_LIMIT, context.team);
  return {
    fit: linearFit(reference, candidate),
    newNaNs: Math.max(0, metrics.nanCandidates - metrics.nanReferences),
    nonFiniteMismatches: metrics.nonFiniteMismatches,
    total: metrics.total,
  };
}
