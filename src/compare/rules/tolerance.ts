import type { DType } from '../../tensor/dtype.js';
import type { Precision } from '../../types.js';
import type { NoiseModel } from '../kernel/noise-model.js';
import { PRECISION_ROUNDOFF } from '../kernel/rounding.js';
import type { Limit } from '../kernel/tally.js';

/** RMSE that passes, in units of the error to expect; measured honest float32 runtimes stayed near or below 2. */
export const NOISE_MULTIPLE = 8;
/** One element may be off by this many times the RMSE that passes. */
export const PEAK_MULTIPLE = 8;
/** An explicit tolerance beyond this many times the expected error hides faults; below the other it flickers. */
const HIDES_FAULTS = 100;
const FLAKY = 2;

/**
 * Default (rtol, atol) of torch.testing.assert_close by dtype, as its documentation lists them; complex numbers as
 * their parts. It has none for 8-bit floats: one rounding step of theirs.
 */
const ASSERT_CLOSE: Readonly<Partial<Record<DType, Limit>>> = {
  float16: { rtol: 1e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  float64: { rtol: 1e-7, atol: 1e-7 },
  complex64: { rtol: 1.3e-6, atol: 1e-5 },
  complex128: { rtol: 1e-7, atol: 1e-7 },
  float8_e4m3fn: { rtol: 2 ** -3, atol: 2 ** -9 },
  float8_e4m3fnuz: { rtol: 2 ** -3, atol: 2 ** -10 },
  float8_e5m2: { rtol: 2 ** -2, atol: 2 ** -16 },
  float8_e5m2fnuz: { rtol: 2 ** -2, atol: 2 ** -17 },
};

/** The relative tolerance of the same table for arithmetic of a declared precision; int8 as bfloat16, in its units. */
const DECLARED_RTOL: Readonly<Record<Precision, number>> = {
  f32: 1.3e-6,
  f16: 1e-3,
  tf32: 1e-3,
  bf16: 1.6e-2,
  int8: (1.6e-2 * PRECISION_ROUNDOFF.int8) / PRECISION_ROUNDOFF.bf16,
};

/**
 * The element-wise limit when no noise floor is known. A declared precision coarser than the dtype widens it, for small
 * elements too: the terms of a sum are rounded by their own size, not by that of the sum, so `rms` sets the scale.
 */
export function uncalibratedLimit(dtype: DType, rms: number, precision: Precision): Limit {
  const own = ASSERT_CLOSE[dtype] ?? { rtol: 0, atol: 0 };
  const rtol = DECLARED_RTOL[precision];
  if (precision === 'f32' || rtol <= own.rtol) return own;
  return { rtol, atol: Math.max(own.atol, rtol * rms) };
}

/**
 * Largest RMSE and largest absolute difference that pass under `auto`. A single element may be off by eight times the
 * RMSE limit or, where rounding noise sits in a few elements of many (a softmax over thousands of classes at the step
 * where two of them tie), by eight times the largest movement that the jitter caused.
 */
export function autoLimits(model: NoiseModel): { readonly rmse: number; readonly maxAbs: number } {
  const rmse = NOISE_MULTIPLE * model.expected;
  return { rmse, maxAbs: PEAK_MULTIPLE * Math.max(rmse, model.peak) };
}

/** What an explicit tolerance allows for an element of typical size. */
export function typicalAllowance(limit: Limit, rms: number): number {
  return limit.atol + limit.rtol * rms;
}

/** Why an explicit tolerance is not a good one for this output, judged by the error to expect of the column. */
export function explicitWarning(limit: Limit, rms: number, model: NoiseModel): string | undefined {
  const multiple = typicalAllowance(limit, rms) / model.expected;
  if (multiple > HIDES_FAULTS)
    return `the tolerance is more than ${HIDES_FAULTS}× the rounding noise to expect here: it hides faults`;
  if (multiple < FLAKY)
    return `the tolerance is less than ${FLAKY}× the rounding noise to expect here: honest runtimes will flicker`;
  return undefined;
}

/** Why `auto` proves little for this output; an all-zero candidate would have an RMSE as large as `rms`. */
export function autoWarning(rmse: number, rms: number): string | undefined {
  if (rms === 0 || rmse < rms) return undefined;
  return 'the output is so sensitive to rounding that zeros would pass: gate a better conditioned output as well';
}
