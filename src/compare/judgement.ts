/**
 * The terms of judging. A `Measurement` is how far two tensors are apart, in numbers. A `RuleVerdict` is what a tolerance
 * rule concludes from it. A `Judgement` is both, as in the results document, for one output or a leaf inside it.
 */
import { z } from 'zod';
import { real, toReal } from '../tensor/real.js';
import type { PackedTensor } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import { componentsPerElement } from './kernel/components.js';
import { elementAt, indexOf } from './kernel/element-at.js';
import type { Measurement } from './kernel/measure.js';
import type { Noise } from './kernel/noise-model.js';
import type { TallyPool } from './kernel/tally-pool.js';
import type { OtherOutput, RuleVerdict } from './rule-verdict.js';
import { count } from './shared-fields.js';
import { toleranceEntry } from './tolerance-entry.js';
import type { AppliedRule } from './tolerance-spec.js';

const scalar = z.union([real, z.string(), z.boolean()]);

/** Everything a comparison says about one output, except which one it is. */
export const judgementFields = {
  dtype: z.string(),
  shape: z.array(z.int()),
  maxAbs: real.nullable(),
  maxRel: real.nullable(),
  rmse: real.nullable(),
  noiseFloor: real.nullable().describe('Sigma: how far the output moves when inputs and weights move by one ulp'),
  noiseRatio: real.nullable().describe('RMSE / noise floor; about 1 for a correct float32 runtime'),
  effectiveBits: real.nullable().describe('Significant bits that the arithmetic appears to have had; 24 is float32'),
  mismatched: count.describe(
    'Elements outside the element-wise limit; or vectors, decisions or detections that differ',
  ),
  total: count.describe('Elements compared; or vectors, decisions or detections, depending on the rule'),
  worst: z
    .strictObject({ index: z.array(z.int()), reference: scalar, candidate: scalar })
    .nullable()
    .describe('Where the two differ most'),
  tolerance: toleranceEntry,
  verdict: z.enum(['pass', 'drift', 'error']),
  reason: z.string().optional().describe('Why the verdict is not pass'),
};
const judgement = z.strictObject(judgementFields);
export type Judgement = z.output<typeof judgement>;

/** How one output is to be judged. */
export interface JudgingContext {
  readonly tolerance: AppliedRule;
  /** Precision that the column declares. */
  readonly precision: Precision;
  /** null: not measured, the dtype table decides. */
  readonly noise: Noise | null;
  /** The other outputs of the case by the first form's names, for the rules that use several; none when left out. */
  readonly other?: (name: string) => OtherOutput;
  /** Threads that measure large tensors with the calling one; that one alone when left out. */
  readonly tallyPool?: TallyPool | undefined;
}

/** A judgement with what the numbers reveal about the arithmetic. */
export interface Judged {
  readonly judgement: Judgement;
  /** Null where precision was not measured, or is not less than declared. */
  readonly precisionLoss: PrecisionLoss | null;
}

/** Fewer significant bits than the column's declared precision leaves. */
export interface PrecisionLoss {
  readonly bits: number;
  readonly expected: number;
}

/** The part of a judgement that is measured, before any tolerance is applied. */
export function measured(reference: PackedTensor, candidate: PackedTensor, measurement: Measurement) {
  const components = componentsPerElement(reference.dtype);
  const flat = measurement.worst === null ? null : Math.floor(measurement.worst / components);
  const some = measurement.finite > 0;
  return {
    dtype: reference.dtype,
    shape: [...reference.shape],
    maxAbs: some ? toReal(measurement.maxAbs) : null,
    maxRel: some ? toReal(measurement.maxRel) : null,
    rmse: some ? toReal(measurement.rmse) : null,
    noiseFloor: null,
    noiseRatio: null,
    effectiveBits: null,
    mismatched: measurement.outside + measurement.nonFiniteMismatches,
    total: measurement.total,
    worst:
      flat === null
        ? null
        : {
            index: indexOf(reference.shape, flat),
            reference: elementAt(reference, flat),
            candidate: elementAt(candidate, flat),
          },
  } satisfies Partial<Judgement>;
}

/** The judgement of an output without a measurement, such as one that is missing or structured differently. */
export function unmeasured(
  type: { readonly dtype: string; readonly shape: readonly number[] },
  verdict: Judgement['verdict'],
  reason?: string,
): Judgement {
  return {
    dtype: type.dtype,
    shape: [...type.shape],
    maxAbs: null,
    maxRel: null,
    rmse: null,
    noiseFloor: null,
    noiseRatio: null,
    effectiveBits: null,
    mismatched: 0,
    total: 0,
    worst: null,
    tolerance: { rule: 'exact' },
    verdict,
    ...(reason !== undefined && { reason }),
  };
}

/** A rule's verdict as in the results document: a word and a reason. */
export function inWords({
  reasons,
  unusable,
}: Pick<RuleVerdict<unknown>, 'reasons' | 'unusable'>): Pick<Judgement, 'verdict' | 'reason'> {
  if (unusable !== undefined) return { verdict: 'error', reason: unusable };
  return reasons.length === 0 ? { verdict: 'pass' } : { verdict: 'drift', reason: reasons.join('; ') };
}
