import { type ResultTolerance, toReal } from '../results.js';
import type { PackedTensor } from '../tensor/tensor.js';
import { brief, type Judgement, type JudgingContext, measured } from './judgement.js';
import { type Metrics, measure, NO_LIMIT } from './metrics.js';
import { effectiveBits, expectedBits, type NoiseModel, noiseModel, noiseRatio } from './noise-model.js';
import type { Limit } from './tally.js';
import {
  autoLimits,
  autoWarning,
  explicitWarning,
  PEAK_MULTIPLE,
  typicalAllowance,
  uncalibratedLimit,
} from './tolerance.js';

/** How many bits coarser than declared the arithmetic may seem before that is drift by itself. */
const COARSER_BITS = 3;

/** What a tolerance rule says: its entry in the results, the metrics under its limit, and every reason against passing. */
interface Ruling {
  readonly tolerance: ResultTolerance;
  readonly metrics: Metrics;
  readonly reasons: readonly string[];
}

/** Floats: the masks of NaN and infinity must be identical, then the finite part is judged. */
export function judgeFloats(reference: PackedTensor, candidate: PackedTensor, context: JudgingContext): Judgement {
  const { noise, precision } = context;
  const first = measure(reference, candidate, context.tolerance === 'auto' ? NO_LIMIT : context.tolerance);
  const usable = noise !== null && Number.isFinite(noise.sigma) && noise.unit > 0;
  const model = usable ? noiseModel(noise, reference.dtype, first.rms, precision) : null;
  const { tolerance, metrics, reasons } = rule(reference, candidate, first, context, model);
  const base = { ...measured(reference, candidate, metrics), tolerance, ...noiseFields(reference, metrics, model) };
  if (metrics.total > 0 && metrics.nanReferences === metrics.total)
    return { ...base, verdict: 'error', reason: 'the reference is NaN everywhere: there is nothing to compare with' };
  const all = [...masks(metrics), ...reasons, ...coarser(reference, metrics, model)];
  return all.length === 0 ? { ...base, verdict: 'pass' } : { ...base, verdict: 'drift', reason: all.join('; ') };
}

/** `first` was measured under the explicit limit if there is one, else under none. */
function rule(
  reference: PackedTensor,
  candidate: PackedTensor,
  first: Metrics,
  context: JudgingContext,
  model: NoiseModel | null,
): Ruling {
  const { tolerance } = context;
  if (tolerance !== 'auto') {
    const limit: Limit = tolerance;
    const warning = model === null ? undefined : explicitWarning(limit, first.rms, model);
    const entry: ResultTolerance = {
      rule: 'explicit',
      ...limit,
      ...(model !== null && { multiple: toReal(typicalAllowance(limit, first.rms) / model.floor) }),
      ...(warning !== undefined && { warning }),
    };
    return { tolerance: entry, metrics: first, reasons: outsideReasons(first, limit) };
  }
  if (model === null) {
    const table = uncalibratedLimit(reference.dtype, first.rms, context.precision);
    const metrics = first.maxAbs > table.atol ? measure(reference, candidate, table) : first;
    return { tolerance: { rule: 'uncalibrated', ...table }, metrics, reasons: outsideReasons(metrics, table) };
  }
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
    metrics: over ? measure(reference, candidate, { atol: limits.maxAbs, rtol: 0 }) : first,
    reasons: autoReasons(first, limits, model),
  };
}

function autoReasons(metrics: Metrics, limits: ReturnType<typeof autoLimits>, model: NoiseModel): readonly string[] {
  const allowed = limits.rmse / model.floor;
  const reasons: string[] = [];
  if (metrics.rmse > limits.rmse)
    reasons.push(
      `RMSE is ${brief(noiseRatio(metrics.rmse, model))}× the noise floor, at most ${brief(allowed)}× passes`,
    );
  if (metrics.maxAbs > limits.maxAbs)
    reasons.push(
      `the largest difference is ${brief(metrics.maxAbs / model.floor)}× the noise floor, at most ${brief(allowed * PEAK_MULTIPLE)}× passes`,
    );
  return reasons;
}

function outsideReasons({ outside, total }: Metrics, { atol, rtol }: Limit): readonly string[] {
  return outside === 0 ? [] : [`${outside} of ${total} elements are outside atol ${brief(atol)} + rtol ${brief(rtol)}`];
}

function masks({ nonFiniteMismatches, total }: Metrics): readonly string[] {
  if (nonFiniteMismatches === 0) return [];
  return [`NaN or infinity is not in the same places: ${nonFiniteMismatches} of ${total} elements`];
}

function coarser({ dtype }: PackedTensor, { rmse, finite }: Metrics, model: NoiseModel | null): readonly string[] {
  if (model === null || finite === 0) return [];
  const bits = effectiveBits(rmse, model, dtype);
  const expected = expectedBits(model, dtype);
  if (bits >= expected - COARSER_BITS) return [];
  return [`effective precision is ${bits.toFixed(1)} bits, ${expected.toFixed(0)} are to be expected`];
}

function noiseFields({ dtype }: PackedTensor, { rmse, finite }: Metrics, model: NoiseModel | null) {
  if (model === null || finite === 0) return {};
  return {
    noiseFloor: toReal(model.floor),
    noiseRatio: toReal(noiseRatio(rmse, model)),
    effectiveBits: toReal(effectiveBits(rmse, model, dtype)),
  };
}
