import type { ToleranceSpec } from '../../config/tolerance-spec.js';
import { type ResultOutput, toReal } from '../../results/schema.js';
import type { PackedTensor, Tensor } from '../../tensor/tensor.js';
import type { Precision } from '../../types.js';
import { componentsPerElement } from '../kernel/components.js';
import { elementAt, indexOf } from '../kernel/element-at.js';
import type { Metrics } from '../kernel/metrics.js';
import type { Noise } from '../kernel/noise-model.js';
import type { TallyTeam } from '../kernel/tally-team.js';

/** Everything a comparison says about one output, but where it comes from. */
export type Judgement = Omit<ResultOutput, 'case' | 'form' | 'name' | 'matchedBy'>;

/** How one output is to be judged. */
export interface JudgingContext {
  readonly tolerance: ToleranceSpec;
  /** What the column is declared to compute in. */
  readonly precision: Precision;
  /** null: not measured, the dtype table decides. */
  readonly noise: Noise | null;
  /** The other outputs of the case by the first form's names, for the rules that look at several; none when left out. */
  readonly sibling?: (name: string) => Sibling | null;
  /** Threads that measure large tensors with the calling one; that one alone when left out. */
  readonly team?: TallyTeam | undefined;
}

/** An output beside the one that is judged; null where one of the two does not have it as a tensor. */
export interface Sibling {
  readonly reference: Tensor | null;
  readonly candidate: Tensor | null;
  readonly noise: Noise | null;
}

/** A judgement, and what the numbers say about the arithmetic. */
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

/** The part of a judgement that is measured, ahead of any tolerance. */
export function measured(reference: PackedTensor, candidate: PackedTensor, metrics: Metrics) {
  const components = componentsPerElement(reference.dtype);
  const flat = metrics.worst === null ? null : Math.floor(metrics.worst / components);
  const some = metrics.finite > 0;
  return {
    dtype: reference.dtype,
    shape: [...reference.shape],
    maxAbs: some ? toReal(metrics.maxAbs) : null,
    maxRel: some ? toReal(metrics.maxRel) : null,
    rmse: some ? toReal(metrics.rmse) : null,
    noiseFloor: null,
    noiseRatio: null,
    effectiveBits: null,
    mismatched: metrics.outside + metrics.nonFiniteMismatches,
    total: metrics.total,
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

/** Why an output with nothing to measure is as it is: another structure, or missing altogether. */
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

/** A number with few significant digits, for sentences. */
export function brief(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}
