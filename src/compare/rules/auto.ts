import { z } from 'zod';
import { formatMagnitude, formatPercent, formatRatio, formatRatioLimit } from '../../number-format.js';
import { DTYPES, type DType } from '../../tensor/dtype.js';
import { real, toReal } from '../../tensor/real.js';
import { timesText } from '../against-noise.js';
import { defineRule } from '../define-rule.js';
import { type Measurement, NO_LIMIT } from '../kernel/measure.js';
import { medianDifference } from '../kernel/median-difference.js';
import { coarseLimits, doubtLimits, NOISE_MULTIPLE, type NoiseLimits, noiseLimits } from '../kernel/noise-limits.js';
import { type CoarseNoise, type NoiseDoubt, type NoiseModel, noiseModel, noiseRatio } from '../kernel/noise-model.js';
import { measurePart, partInWords } from '../kernel/noise-parts.js';
import { PRECISION_ROUNDOFF } from '../kernel/rounding.js';
import type { TensorPair } from '../rule-verdict.js';
import { equalVerdict, NO_ALLOWANCE } from './exact.js';
import { uncalibratedVerdict } from './uncalibrated.js';

/** Floats by the model's own rounding noise, or by their type where that is unknown; everything else must be equal. */
export default defineRule({
  key: 'auto',
  meaning: 'from the noise floor',
  spec: z.literal('auto').describe('From the noise floor of the model'),
  dtypeFault: () => null,
  limit: (_, dtype) => (isFloat(dtype) ? NO_LIMIT : NO_ALLOWANCE),
  judge(_, pair) {
    const { reference, measurement, model, noise } = pair;
    if (!isFloat(reference.dtype)) return equalVerdict({ different: measurement.outside, total: measurement.total });
    if (noise?.doubt !== undefined) return doubtVerdict(pair, noise.doubt);
    const { precision } = pair;
    const coarse = precision === 'f32' ? undefined : noise?.coarse?.[precision];
    if (precision !== 'f32' && model !== null && coarse !== undefined && coarse.sigma > 0)
      return coarseVerdict(pair, model, coarse);
    return model === null ? uncalibratedVerdict(pair) : noiseVerdict(pair, model);
  },
  judgeStrings: (_, strings) => equalVerdict(strings),
  precisionLoss: 'drift',
  fields: {},
  words: () => 'auto',
  resultWords: ({ multiple }) => (multiple === undefined ? 'auto' : `auto (${timesText(multiple)})`),
  memory: { multiple: real.describe('auto: times the noise floor, the largest of the cases') },
  remember: ({ multiple }) => (multiple === undefined ? {} : { multiple }),
  bySize: true,
});

function isFloat(dtype: DType): boolean {
  const { kind } = DTYPES[dtype];
  return kind === 'float' || kind === 'complex';
}

/** What a verdict within limits has besides its reasons. */
interface Said {
  readonly reasons: readonly string[];
  readonly warning?: string | undefined;
  /** The limit in units of the noise floor, where that is believed. */
  readonly multiple?: number;
  /** What rounding alone makes, where the limit is not derived from it because it is too large. */
  readonly rounding?: number | undefined;
}

function verdictWithin({ measurement: first, measure }: TensorPair, limits: NoiseLimits, said: Said) {
  const { reasons, warning, multiple, rounding } = said;
  return {
    tolerance: {
      rule: 'auto' as const,
      rmse: toReal(limits.rmse),
      maxAbs: toReal(limits.maxAbs),
      ...(multiple !== undefined && { multiple: toReal(multiple) }),
      ...(rounding !== undefined && { rounding: toReal(rounding) }),
      ...(warning !== undefined && { warning }),
    },
    measurement: first.maxAbs > limits.maxAbs ? measure({ atol: limits.maxAbs, rtol: 0 }) : first,
    reasons,
  };
}

function noiseVerdict(pair: TensorPair, model: NoiseModel) {
  const limits = noiseLimits(model);
  const reasons = reasonsOf(pair.measurement, limits, model);
  if (isLostInFloat32(pair, model, limits)) reasons.push('float32 leaves nothing of this output: zeros would pass');
  return verdictWithin(pair, limits, {
    reasons: reasons.length > 0 ? reasons : reasonsOfParts(pair),
    warning: warningOf(limits.rmse, pair.measurement.rms),
    multiple: limits.rmse / model.floor,
  });
}

/** A narrower arithmetic than that of the model may be accepted, but not where its rounding is as large as the output. */
function isLostInFloat32({ measurement, noise, precision }: TensorPair, model: NoiseModel, limits: NoiseLimits) {
  const { rmse, rms } = measurement;
  const isNarrower = precision === 'f32' && (noise?.unit ?? 0) < PRECISION_ROUNDOFF.f32;
  return isNarrower && limits.rmse >= rms && rmse > NOISE_MULTIPLE * model.floor;
}

/** Parts that move far less than the whole are judged by their own noise floor as well. */
function reasonsOfParts({ reference, candidate, noise, precision }: TensorPair): readonly string[] {
  if (precision !== 'f32' || noise?.quantised === true) return [];
  return (noise?.parts ?? []).flatMap((part) => {
    const { rms, ...found } = measurePart(reference, candidate, part);
    const model = noiseModel(
      { ...part, unit: noise?.unit ?? 0, double: noise?.double },
      reference.dtype,
      rms,
      precision,
    );
    const reasons = reasonsOf(found, noiseLimits(model), model);
    return reasons.length === 0
      ? []
      : [`in ${partInWords(part)}, which move far less than the rest, ${reasons.join(', and ')}`];
  });
}

/** Where coarser arithmetic destroys an output, that is no reason to let anything pass. */
const MOST_OF_OUTPUT = 1 / 4;

/** By the same arithmetic simulated on the reference. */
function coarseVerdict(pair: TensorPair, model: NoiseModel, coarse: CoarseNoise) {
  const { rmse, maxAbs, rms, total } = pair.measurement;
  const typical = medianDifference(pair.reference, pair.candidate);
  const simulated = coarseLimits(coarse, { rmse, typical, elements: total });
  const isDestroyed = rms > 0 && simulated.rmse > MOST_OF_OUTPUT * rms;
  const limits = isDestroyed ? { ...simulated, rmse: MOST_OF_OUTPUT * rms } : simulated;
  const times = (value: number) => formatRatio(value / coarse.sigma);
  const reasons: string[] = [];
  if (rmse > limits.rmse)
    reasons.push(
      isDestroyed
        ? `RMSE is ${formatPercent(rmse / rms)} of the RMS of the output, the limit is ${formatPercent(MOST_OF_OUTPUT)} (this precision, simulated, does ${formatPercent(coarse.sigma / rms)})`
        : `RMSE is ${times(rmse)} what this precision does to the model, the limit is ${times(limits.rmse)}`,
    );
  if (maxAbs > limits.maxAbs)
    reasons.push(
      `one element is off by ${times(maxAbs)} what this precision does to the model, the limit is ${times(limits.maxAbs)}`,
    );
  if (limits.tail !== null && rmse > limits.tail)
    reasons.push('the error sits in a part of the elements, which the precision does not explain');
  return verdictWithin(pair, limits, {
    reasons,
    multiple: limits.rmse / model.floor,
  });
}

/** By a small part of how much the output varies, since rounding cannot be told from faults by its noise floor. */
function doubtVerdict(pair: TensorPair, doubt: NoiseDoubt) {
  const { rmse, maxAbs, rms } = pair.measurement;
  const limits = doubtLimits(doubt, pair.precision, rms);
  const reasons: string[] = [];
  if (rmse > limits.rmse)
    reasons.push(`RMSE is ${formatMagnitude(rmse)}, the limit is ${formatMagnitude(limits.rmse)}`);
  if (maxAbs > limits.maxAbs)
    reasons.push(`one element is off by ${formatMagnitude(maxAbs)}, the limit is ${formatMagnitude(limits.maxAbs)}`);
  return verdictWithin(pair, limits, {
    reasons,
    warning: `judged by how much the output varies, because ${doubt.why}`,
    rounding: doubt.rounding,
  });
}

/** Why a pass proves little for this output; an all-zero candidate would have an RMSE as large as `rms`. */
function warningOf(rmse: number, rms: number): string | undefined {
  if (rms === 0 || rmse < rms) return undefined;
  return 'the output is so sensitive to rounding that all zeros would pass: check a better conditioned output as well';
}

function reasonsOf(
  { rmse, maxAbs }: Pick<Measurement, 'rmse' | 'maxAbs'>,
  limits: NoiseLimits,
  model: NoiseModel,
): string[] {
  const reasons: string[] = [];
  if (rmse > limits.rmse)
    reasons.push(
      `RMSE is ${formatRatio(noiseRatio(rmse, model))} the noise floor, the limit is ${formatRatioLimit(limits.rmse / model.floor)}`,
    );
  if (maxAbs > limits.maxAbs)
    reasons.push(
      `the largest difference is ${formatRatio(maxAbs / model.floor)} the noise floor, the limit is ${formatRatioLimit(limits.maxAbs / model.floor)}`,
    );
  return reasons;
}
