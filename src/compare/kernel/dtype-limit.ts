import type { DType } from '../../tensor/dtype.js';
import type { Precision } from '../../types.js';
import { PRECISION_ROUNDOFF } from './rounding.js';
import type { Limit } from './tally.js';

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
 * The element-wise limit when no noise floor is known. The absolute part of the table is for values about 1: for an output
 * of a smaller size, `rms`, it is that much smaller, or an output in millionths would pass whatever it is. It is at least
 * the relative part of that size: the terms of a sum are rounded by their own size, not by that of the sum. A declared
 * precision coarser than the dtype widens both.
 */
export function dtypeLimit(dtype: DType, rms: number, precision: Precision): Limit {
  const own = ASSERT_CLOSE[dtype] ?? { rtol: 0, atol: 0 };
  const rtol = precision === 'f32' ? own.rtol : Math.max(own.rtol, DECLARED_RTOL[precision]);
  return { rtol, atol: rms > 0 ? Math.max(own.atol * Math.min(1, rms), rtol * rms) : own.atol };
}
