import type { ToleranceSpec } from '../../config/tolerance-spec.js';
import { toReal } from '../../results/schema.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { type Metrics, measure, NO_LIMIT } from '../kernel/metrics.js';
import { effectiveBits, expectedBits, type NoiseModel, noiseModel, noiseRatio } from '../kernel/noise-model.js';
import type { Limit } from '../kernel/tally.js';
import { topkRuling } from './decision-rulings.js';
import {
  cosineRuling,
  exactRuling,
  type FloatPair,
  limitOf,
  limitRuling,
  outsideReasons,
  quantisedRuling,
  ulpRuling,
} from './explicit-rulings.js';
import { brief, type Judged, type JudgingContext, measured, type PrecisionLoss } from './judgement.js';
import { COARSER_BITS, lossReason, lossWarning } from './precision-mode.js';
import type { Ruling } from './ruling.js';
import { autoLimits, autoWarning, uncalibratedLimit } from './tolerance.js';

/** Floats: the masks of NaN and infinity must be identical, then the finite part is judged. */
export function judgeFloats(reference: PackedTensor, candidate: PackedTensor, context: JudgingContext): Judged {
  const { noise, precision } = context;
  const first = measure(reference, candidate, elementLimit(context.tolerance), context.team);
  const usable = noise !== null && Number.isFinite(noise.sigma) && noise.unit > 0;
  const model = usable ? noiseModel(noise, reference.dtype, first.rms, precision) : null;
  const ruling = rule({ reference, candidate, metrics: first, model }, context);
  const { metrics, counts } = ruling;
  // Steps of quantisation are coarser than any arithmetic, and the noise floor knows nothing about them.
  const loss = ruling.tolerance.rule === 'quantised' ? null : lossOf(reference, metrics, model);
  const own = context.tolerance === 'auto';
  const warning = [ruling.tolerance.warning, own || loss === null ? undefined : lossWarning].filter((w) => w);
  const base = {
    ...measured(
      reference,
      candidate,
      counts?.first == null ? metrics : { ...metrics, worst: worstOf(metrics, counts) },
    ),
    ...(counts !== undefined && {
      mismatched: Math.min(counts.total, counts.mismatched + metrics.nonFiniteMismatches),
      total: counts.total,
    }),
    tolerance: { ...ruling.tolerance, ...(warning.length > 0 && { warning: warning.join('; ') }) },
    ...noiseFields(reference, metrics, model),
  };
  const unusable =
    metrics.total > 0 && metrics.nanReferences === metrics.total
      ? 'the reference is NaN everywhere: there is nothing to compare with'
      : ruling.unusable;
  const all = [...masks(metrics), ...ruling.reasons, ...(own && loss !== null ? [lossReason(loss)] : [])];
  if (unusable !== undefined)
    return { judgement: { ...base, verdict: 'error', reason: unusable }, precisionLoss: loss };
  const judgement =
    all.length === 0
      ? { ...base, verdict: 'pass' as const }
      : { ...base, verdict: 'drift' as const, reason: all.join('; ') };
  return { judgement, precisionLoss: loss };
}

/** The limit of the rules that are about single elements, so that one pass over memory does for them. */
function elementLimit(spec: ToleranceSpec): Limit {
  if (spec === 'exact') return { atol: 0, rtol: 0 };
  if (spec !== 'auto' && ('atol' in spec || 'rtol' in spec)) return limitOf(spec);
  return NO_LIMIT;
}

/** A mask that differs is the worst that can be; else the place that the rule points at. */
function worstOf(metrics: Metrics, counts: NonNullable<Ruling['counts']>): number | null {
  return metrics.nonFiniteMismatches > 0 ? metrics.worst : (counts.first ?? metrics.worst);
}

function rule(pair: FloatPair, context: JudgingContext): Ruling {
  const spec: ToleranceSpec = context.tolerance;
  if (spec === 'auto') return pair.model === null ? tableRuling(pair, context) : autoRuling(pair, pair.model, context);
  if (spec === 'exact') return exactRuling(pair);
  if ('ulp' in spec) return ulpRuling(spec, pair);
  if ('cosine' in spec) return cosineRuling(spec, pair);
  if ('topk' in spec) return topkRuling(spec, pair.reference, pair.candidate, pair.metrics, context);
  if ('quantised' in spec) return quantisedRuling(spec, pair);
  if ('index' in spec || 'set' in spec) throw new TypeError('not a rule for the elements of one float output');
  return limitRuling(spec, pair);
}

function tableRuling({ reference, candidate, metrics: first }: FloatPair, { precision, team }: JudgingContext): Ruling {
  const table = uncalibratedLimit(reference.dtype, first.rms, precision);
  const metrics = first.maxAbs > table.atol ? measure(reference, candidate, table, team) : first;
  return { tolerance: { rule: 'uncalibrated', ...table }, metrics, reasons: outsideReasons(metrics, table) };
}

function autoRuling(
  { reference, candidate, metrics: first }: FloatPair,
  model: NoiseModel,
  { team }: JudgingContext,
): Ruling {
  const limits = autoLimits(model);
  const warning = autoWarning(limits.rmse, first.rms);
  const over = first.maxAbs > limits.maxAbs;
  return {
    tolerance: {
      rule: 'auto',
      rmse: toReal(limits.rmse),
      maxAbs: toReal(limits.maxAbs),
      multiple: toReal(limits.rmse / model.floor),
      ...(warning !== undefined && { warning }),
    },
    metrics: over ? measure(reference, candidate, { atol: limits.maxAbs, rtol: 0 }, team) : first,
    reasons: autoReasons(first, limits, model),
  };
}

function autoReasons(metrics: Metrics, limits: ReturnType<typeof autoLimits>, model: NoiseModel): readonly string[] {
  const reasons: string[] = [];
  if (metrics.rmse > limits.rmse)
    reasons.push(
      `RMSE is ${brief(noiseRatio(metrics.rmse, model))}× the noise floor, at most ${brief(limits.rmse / model.floor)}× passes`,
    );
  if (metrics.maxAbs > limits.maxAbs)
    reasons.push(
      `the largest difference is ${brief(metrics.maxAbs / model.floor)}× the noise floor, at most ${brief(limits.maxAbs / model.floor)}× passes`,
    );
  return reasons;
}

function masks({ nonFiniteMismatches, total }: Metrics): readonly string[] {
  if (nonFiniteMismatches === 0) return [];
  return [`NaN or infinity is not in the same places: ${nonFiniteMismatches} of ${total} elements`];
}

function lossOf({ dtype }: PackedTensor, { rmse, finite }: Metrics, model: NoiseModel | null): PrecisionLoss | null {
  if (model === null || finite === 0) return null;
  const bits = effectiveBits(rmse, model, dtype);
  const expected = expectedBits(model, dtype);
  return bits < expected - COARSER_BITS ? { bits, expected } : null;
}

function noiseFields({ dtype }: PackedTensor, { rmse, finite }: Metrics, model: NoiseModel | null) {
  if (model === null || finite === 0) return {};
  return {
    noiseFloor: toReal(model.floor),
    noiseRatio: toReal(noiseRatio(rmse, model)),
    effectiveBits: toReal(effectiveBits(rmse, model, dtype)),
  };
}
