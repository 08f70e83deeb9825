import type { Precision } from '../../types.js';
import type { NoiseDoubt, NoiseModel } from './noise-model.js';
import { PRECISION_ROUNDOFF } from './rounding.js';

/** RMSE that passes, in units of the error to expect; correct float32 runtimes were measured near or below 2. */
export const NOISE_MULTIPLE = 8;
/** One element may be off by this many times the RMSE that passes. */
const PEAK_MULTIPLE = 8;

export interface NoiseLimits {
  readonly rmse: number;
  readonly maxAbs: number;
}

/**
 * Largest RMSE and largest absolute difference that rounding noise explains. A single element may be off by eight times
 * the RMSE limit or, where rounding noise sits in a few elements of many (a softmax over thousands of classes at the
 * step where two of them tie), by eight times the largest movement that the jitter caused.
 */
export function noiseLimits(model: NoiseModel): NoiseLimits {
  const rmse = NOISE_MULTIPLE * model.expected;
  return { rmse, maxAbs: PEAK_MULTIPLE * Math.max(rmse, model.peak) };
}

/** The same where the noise floor is not believed: in coarser arithmetic, at least eight of its roundings. */
export function doubtLimits({ limit }: NoiseDoubt, precision: Precision, rms: number): NoiseLimits {
  const rmse = precision === 'f32' ? limit : Math.max(limit, NOISE_MULTIPLE * PRECISION_ROUNDOFF[precision] * rms);
  return { rmse, maxAbs: PEAK_MULTIPLE * rmse };
}
