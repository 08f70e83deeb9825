import { DTYPES, type DType } from '../tensor/dtype.js';
import { toReal } from '../tensor/real.js';
import { elementCount, type PackedTensor, type StringTensor, type Tensor } from '../tensor/tensor.js';
import { inWords, type Judged, type Judgement, type JudgingContext, measured, unmeasured } from './judgement.js';
import { indexOf } from './kernel/element-at.js';
import { type Measurement, measure } from './kernel/measure.js';
import { effectiveBits, type NoiseModel, noiseModel, noiseRatio, usableNoise } from './kernel/noise-model.js';
import type { Limit } from './kernel/tally.js';
import { lossOf, lossReason, lossWarning } from './precision-mode.js';
import type { OtherOutput, RuleVerdict, TensorPair } from './rule-verdict.js';
import type { ToleranceEntry } from './tolerance-entry.js';
import { boundRule, DEFAULT_TOLERANCE } from './tolerance-spec.js';

/**
 * Judges two tensors of the same dtype and shape; the caller has checked both. A rule that does not fit the type falls
 * back to the default: the rule for a map's float values does not apply to its keys.
 */
export function judgeTensors(reference: Tensor, candidate: Tensor, context: JudgingContext): Judged {
  if (reference.dtype !== 'string' && candidate.dtype !== 'string') return judgeNumbers(reference, candidate, context);
  if (reference.dtype !== 'string' || candidate.dtype !== 'string') throw new TypeError('only one of two is strings');
  return { judgement: judgeStrings(reference, candidate, context), precisionLoss: null };
}

/** The masks of NaN and infinity must be identical, then the rule judges the finite part. */
function judgeNumbers(reference: PackedTensor, candidate: PackedTensor, context: JudgingContext): Judged {
  const { dtype } = reference;
  const bound = boundRule(context.tolerance);
  const rule = bound.judge !== null && bound.dtypeFault(dtype) === null ? bound : boundRule(DEFAULT_TOLERANCE);
  if (rule.judge === null) throw new TypeError(`no rule judges ${dtype}`);
  const pair = pairOf(reference, candidate, rule.limit(dtype), context);
  const { model } = pair;
  const verdict: RuleVerdict<ToleranceEntry> = rule.judge(pair);
  const { measurement = pair.measurement, counts, tolerance, reasons, unusable } = verdict;
  const precisionLoss = rule.precisionLoss === 'ignored' ? null : lossOf(dtype, measurement, model);
  const isReason = rule.precisionLoss === 'drift';
  const warnings = [tolerance.warning, isReason || precisionLoss === null ? undefined : lossWarning].filter(
    (warning) => warning !== undefined,
  );
  const everything = [
    ...maskReasons(measurement),
    ...reasons,
    ...(isReason && precisionLoss !== null ? [lossReason(precisionLoss)] : []),
  ];
  const judgement = {
    ...measured(reference, candidate, { ...measurement, worst: worstOf(measurement, counts) }),
    ...(counts !== undefined && {
      mismatched: Math.min(counts.total, counts.mismatched + measurement.nonFiniteMismatches),
      total: counts.total,
    }),
    tolerance: { ...tolerance, ...(warnings.length > 0 && { warning: warnings.join('; ') }) },
    ...inNoise(dtype, measurement, model),
    ...inWords({ reasons: everything, ...withUnusable(measurement, unusable) }),
  };
  return { judgement, precisionLoss };
}

function pairOf(
  reference: PackedTensor,
  candidate: PackedTensor,
  first: Limit,
  { noise, precision, other = () => NOTHING, tallyPool }: JudgingContext,
): TensorPair {
  const take = (limit: Limit) => measure(reference, candidate, limit, tallyPool);
  const measurement = take(first);
  const { kind } = DTYPES[reference.dtype];
  const floor = kind === 'float' || kind === 'complex' ? usableNoise(noise) : null;
  const model = floor === null ? null : noiseModel(floor, reference.dtype, measurement.rms, precision);
  return { reference, candidate, measurement, measure: take, model, noise, precision, other };
}

const NOTHING: OtherOutput = { reference: null, candidate: null, noise: null };

/** A differing mask is worse than any number; else the place that the rule points at. */
function worstOf({ nonFiniteMismatches, worst }: Measurement, counts: RuleVerdict<unknown>['counts']): number | null {
  return nonFiniteMismatches > 0 ? worst : (counts?.first ?? worst);
}

function maskReasons({ nonFiniteMismatches, total }: Measurement): readonly string[] {
  if (nonFiniteMismatches === 0) return [];
  return [`NaN or infinity in different places: ${nonFiniteMismatches} of ${total} elements`];
}

function withUnusable({ total, nanReferences }: Measurement, unusable: string | undefined) {
  if (total > 0 && nanReferences === total)
    return { unusable: 'the reference is NaN everywhere: there is nothing to compare with' };
  return unusable === undefined ? {} : { unusable };
}

function inNoise(dtype: DType, { rmse, finite }: Measurement, model: NoiseModel | null) {
  if (model === null || finite === 0) return {};
  return {
    noiseFloor: toReal(model.floor),
    noiseRatio: toReal(noiseRatio(rmse, model)),
    effectiveBits: toReal(effectiveBits(rmse, model, dtype)),
  };
}

function judgeStrings(
  { shape, strings: expected, dtype }: StringTensor,
  { strings: actual }: StringTensor,
  { tolerance }: JudgingContext,
): Judgement {
  const bound = boundRule(tolerance);
  const rule = bound.judgeStrings !== null && bound.dtypeFault(dtype) === null ? bound : boundRule(DEFAULT_TOLERANCE);
  if (rule.judgeStrings === null) throw new TypeError('no rule judges strings');
  const different = expected.flatMap((text, i) => (text === actual[i] ? [] : [i]));
  const [first] = different;
  const total = elementCount(shape);
  const verdict: RuleVerdict<ToleranceEntry> = rule.judgeStrings({ different: different.length, total });
  return {
    ...unmeasured({ dtype, shape }, 'pass'),
    mismatched: different.length,
    total,
    worst:
      first === undefined
        ? null
        : { index: indexOf(shape, first), reference: expected[first] ?? '', candidate: actual[first] ?? '' },
    tolerance: verdict.tolerance,
    ...inWords(verdict),
  };
}
