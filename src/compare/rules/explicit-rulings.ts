/** The rules of the config for floats that measure a distance: element-wise limits, units in the last place, angles. */
import type { CosineSpec, LimitSpec, QuantisedSpec, UlpSpec } from '../../config/tolerance-spec.js';
import { type ResultTolerance, toReal } from '../../results/schema.js';
import { DTYPES } from '../../tensor/dtype.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { cosines } from '../kernel/cosine.js';
import { type Metrics, measure } from '../kernel/metrics.js';
import type { NoiseModel } from '../kernel/noise-model.js';
import { quantisationStep } from '../kernel/quantisation-grid.js';
import { slicesAlong } from '../kernel/slices.js';
import type { Limit } from '../kernel/tally.js';
import { ulpDistances } from '../kernel/ulp-distance.js';
import { brief } from './judgement.js';
import type { Ruling } from './ruling.js';
import { explicitWarning, typicalAllowance } from './tolerance.js';

/** What every rule here needs: the two tensors, what was measured, and the rounding model if known. */
export interface FloatPair {
  readonly reference: PackedTensor;
  readonly candidate: PackedTensor;
  readonly metrics: Metrics;
  readonly model: NoiseModel | null;
}

export function limitOf({ atol = 0, rtol = 0 }: LimitSpec): Limit {
  return { atol, rtol };
}

/** numpy's limit for every element; the metrics were measured under it. */
export function limitRuling(spec: LimitSpec, pair: FloatPair): Ruling {
  const limit = limitOf(spec);
  const { metrics } = pair;
  const tolerance: ResultTolerance = { rule: 'explicit', ...limit, ...againstNoise(limit, pair) };
  return { tolerance, metrics, reasons: outsideReasons(metrics, limit) };
}

/** Every element equal, −0 and 0 too; the metrics were measured without any allowance. */
export function exactRuling({ metrics }: FloatPair): Ruling {
  const { outside, total } = metrics;
  const reasons = outside === 0 ? [] : [`${outside} of ${total} elements differ, and they must be equal`];
  return { tolerance: { rule: 'exact' }, metrics, reasons };
}

export function ulpRuling({ ulp: limit }: UlpSpec, pair: FloatPair): Ruling {
  const { reference, candidate, metrics } = pair;
  const { max, worst, outside } = ulpDistances(reference, candidate, limit);
  const noise = againstNoise({ atol: 0, rtol: 2 * DTYPES[reference.dtype].unitRoundoff * limit }, pair);
  return {
    tolerance: { rule: 'ulp', ulp: { limit, max }, ...noise },
    metrics,
    reasons:
      outside === 0
        ? []
        : [`${outside} of ${metrics.total} elements are more than ${limit} ulp off, the furthest ${brief(max)}`],
    counts: { mismatched: outside, total: metrics.total, first: worst },
  };
}

export function cosineRuling({ cosine, norm, axis }: CosineSpec, pair: FloatPair): Ruling {
  const { reference, candidate, metrics } = pair;
  const whole = { count: Math.min(1, metrics.total), size: metrics.total, stride: 1, start: () => 0 };
  const slices = axis === undefined ? whole : slicesAlong(reference.shape, axis);
  // The error of an angle: the part of the candidate that is perpendicular to the reference.
  const sine = Math.sqrt(1 - cosine * cosine);
  const found = cosines(reference, candidate, slices ?? whole, { cosine, norm });
  const entry = { min: cosine, lowest: toReal(found.lowest), normLimit: norm, norm: toReal(found.norm) };
  const reasons: string[] = [];
  const where = slices === null || slices.count <= 1 ? '' : ` (${found.outside} of ${slices.count} vectors)`;
  if (found.lowest < cosine) reasons.push(`the cosine is ${brief(found.lowest, 6)}, at least ${cosine} passes${where}`);
  if (found.norm > norm)
    reasons.push(`the norms differ by a factor of ${brief(found.norm)}, at most ${norm} passes${where}`);
  return {
    tolerance: { rule: 'cosine', cosine: entry, ...againstNoise({ atol: 0, rtol: sine }, pair) },
    metrics,
    reasons,
    counts: { mismatched: found.outside, total: (slices ?? whole).count },
    ...(slices === null && { unusable: `there is no axis ${axis}` }),
  };
}

/** Steps of quantisation; integers are in steps already. Dequantised floats are off their grid by rounding only. */
export function quantisedRuling({ quantised: steps, scale }: QuantisedSpec, pair: FloatPair): Ruling {
  const { reference, candidate, metrics } = pair;
  const integers = DTYPES[reference.dtype].kind === 'integer';
  const step = integers ? 1 : (scale ?? stepOf(reference, candidate));
  if (step === null) {
    // Zeros lie on every grid, and only on their own they say nothing about the step.
    if (metrics.maxAbs === 0) return { tolerance: entryOf(steps, 0, 0), metrics, reasons: [] };
    const unusable = 'the reference is not on a grid of quantisation steps: give its `scale`, or use another rule';
    return { tolerance: entryOf(steps, Number.NaN, Number.NaN), metrics, reasons: [], unusable };
  }
  const limit = { atol: steps * step + (integers ? 0 : step * SLACK), rtol: 0 };
  const own = measure(reference, candidate, limit);
  const max = own.maxAbs / step;
  return {
    tolerance: entryOf(steps, integers ? max : brief6(max), step),
    metrics: own,
    reasons:
      own.outside === 0
        ? []
        : [
            `${own.outside} of ${own.total} elements are more than ${steps} quantisation steps off, the furthest ${brief(max)}`,
          ],
  };
}

/** Of a step: what rounding to float32 makes of multiples of it. */
const SLACK = 2 ** -6;

/** The finer grid of both when there is one: with few distinct values, the reference alone may look coarser than it is. */
function stepOf(reference: PackedTensor, candidate: PackedTensor): number | null {
  const own = quantisationStep(reference);
  return own === null ? null : (quantisationStep(reference, candidate) ?? own);
}

function entryOf(steps: number, max: number, scale: number): ResultTolerance {
  return { rule: 'quantised', quantised: { steps, max: toReal(max), scale: toReal(scale) } };
}

function brief6(value: number): number {
  return Number(value.toPrecision(6));
}

export function outsideReasons({ outside, total }: Metrics, { atol, rtol }: Limit): readonly string[] {
  return outside === 0 ? [] : [`${outside} of ${total} elements are outside atol ${brief(atol)} + rtol ${brief(rtol)}`];
}

/** The rule's allowance as a multiple of the noise floor, and what is wrong with it. */
function againstNoise(limit: Limit, { metrics, model }: FloatPair): Pick<ResultTolerance, 'multiple' | 'warning'> {
  if (model === null) return {};
  const warning = explicitWarning(limit, metrics.rms, model);
  return {
    multiple: toReal(typicalAllowance(limit, metrics.rms) / model.floor),
    ...(warning !== undefined && { warning }),
  };
}
