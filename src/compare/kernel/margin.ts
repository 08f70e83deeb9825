import type { DType } from '../../tensor/dtype.js';
import type { Precision } from '../../types.js';
import { dtypeLimit } from './dtype-limit.js';
import { noiseLimits } from './noise-limits.js';
import { type Noise, noiseModel, usableNoise } from './noise-model.js';

/** Whether two values of the reference are so close that a faithful runtime may order them the other way round. */
export type Close = (a: number, b: number) => boolean;

export interface MarginBasis {
  /** From the config; decides alone when it is given. */
  readonly margin: number | undefined;
  readonly dtype: DType;
  /** Root mean square of the reference's values. */
  readonly rms: number;
  readonly noise: Noise | null;
  readonly precision: Precision;
}

/**
 * Each of two values may be off by the RMSE that passes under `auto`, or by as much as the jitter moved single elements,
 * so they may swap when they are twice that apart. Without a noise floor: by what the table of dtypes lets each be off.
 * Integers are never off.
 */
export function closeness({ margin, dtype, rms, noise, precision }: MarginBasis): Close {
  if (margin !== undefined) return within(() => margin);
  const floor = usableNoise(noise);
  if (floor !== null) {
    const model = noiseModel(floor, dtype, rms, precision);
    const allowed = 2 * Math.max(noiseLimits(model).rmse, model.peak);
    return within(() => allowed);
  }
  const { atol, rtol } = dtypeLimit(dtype, rms, precision);
  return within((a, b) => 2 * atol + rtol * (Math.abs(a) + Math.abs(b)));
}

/** Equal infinities are close, and an infinity is close to nothing else. */
function within(allowed: (a: number, b: number) => number): Close {
  return (a, b) => a === b || (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= allowed(a, b));
}
