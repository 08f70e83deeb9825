/** What a diagnosis needs beyond the numbers of the report; computed only for outputs that drifted. */

import { judgeTensors } from '../compare/judge-tensors.js';
import { type LinearFit, linearFit } from '../compare/kernel/linear-fit.js';
import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { spreadOfErrors } from '../compare/kernel/spread.js';
import { describeType } from '../tensor/tensor.js';
import type { ComparedLeaf } from './judge-output.js';

export interface DriftEvidence {
  readonly case: string;
  readonly form: string;
  /** Name of the output, as in the results document. */
  readonly output: string;
  /** Another output whose reference this candidate would pass against. */
  readonly equals: string | null;
  /** Least-squares explanations, for floats. */
  readonly fit: LinearFit | null;
  /** Share of the elements that are off, for floats: see spreadOfErrors. */
  readonly spread: number | null;
  /** Elements of the candidate that are NaN where the reference is not, of `total`. */
  readonly newNaNs: number;
  readonly nonFiniteMismatches: number;
  readonly total: number;
}

/** Comparing outputs crosswise costs one comparison per pair: with more drifting outputs of one type, the rest is skipped. */
const CROSSED_OUTPUTS = 16;

/** The evidence of outputs that were compared element by element and drifted. */
export function driftEvidence(
  place: { case: string; form: string },
  drifted: readonly ComparedLeaf[],
): DriftEvidence[] {
  return drifted.map((own) => ({
    ...place,
    output: own.name,
    equals: equalOutput(own, drifted),
    ...numbers(own),
  }));
}

function equalOutput(own: ComparedLeaf, drifted: readonly ComparedLeaf[]): string | null {
  const type = describeType(own.reference.dtype, own.reference.shape);
  const others = drifted.filter(
    (other) => other !== own && describeType(other.reference.dtype, other.reference.shape) === type,
  );
  const passing = others
    .slice(0, CROSSED_OUTPUTS)
    .filter((other) => judgeTensors(other.reference, own.candidate, other.context).judgement.verdict === 'pass');
  return passing.length === 1 ? (passing[0]?.name ?? null) : null;
}

function numbers({ reference, candidate, context }: ComparedLeaf) {
  if (reference.dtype === 'string' || candidate.dtype === 'string')
    return { fit: null, spread: null, newNaNs: 0, nonFiniteMismatches: 0, total: 0 };
  const measurement = measure(reference, candidate, NO_LIMIT, context.tallyPool);
  return {
    fit: linearFit(reference, candidate),
    spread: spreadOfErrors(reference, candidate),
    newNaNs: Math.max(0, measurement.nanCandidates - measurement.nanReferences),
    nonFiniteMismatches: measurement.nonFiniteMismatches,
    total: measurement.total,
  };
}
