import { DTYPES, type DType } from '../../tensor/dtype.js';
import type { Precision } from '../../types.js';

/**
 * Relative error of one operation in the arithmetic that a column is declared to use.
 *
 * float32, float16 and tf32 (11 significant bits): the unit roundoff. bfloat16: half of its unit roundoff of 2^-8,
 * because only the factors of a product are rounded to it while sums stay in float32; five models measured 2^-10.4.
 * int8: a step is 1/127 of the largest magnitude, half a step 2^-8 of it, and a typical magnitude is half the largest:
 * 2^-7 of what is typical.
 */
export const PRECISION_ROUNDOFF: Readonly<Record<Precision, number>> = {
  f32: 2 ** -24,
  f16: 2 ** -11,
  tf32: 2 ** -11,
  bf16: 2 ** -9,
  int8: 2 ** -7,
};

/**
 * Absolute error that a float dtype makes whatever the magnitude. float32, bfloat16 and float64: the smallest normal
 * number, because runtimes may flush what is below it to zero. Narrower floats: half the distance of their smallest
 * numbers, since their subnormals are kept.
 */
const ABSOLUTE_ROUNDING: Readonly<Partial<Record<DType, number>>> = {
  float32: 2 ** -126,
  complex64: 2 ** -126,
  bfloat16: 2 ** -126,
  float64: 2 ** -1022,
  complex128: 2 ** -1022,
  float16: 2 ** -25,
  float8_e4m3fn: 2 ** -10,
  float8_e4m3fnuz: 2 ** -11,
  float8_e5m2: 2 ** -17,
  float8_e5m2fnuz: 2 ** -18,
};

/** The least that any computation of an output with this root mean square is off, by writing it in this dtype. */
export function formatRounding(dtype: DType, rms: number): number {
  return Math.max(DTYPES[dtype].unitRoundoff * rms, ABSOLUTE_ROUNDING[dtype] ?? 0);
}
