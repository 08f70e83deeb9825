/**
 * Element types, named as numpy and ml_dtypes name them, with their storage.
 *
 * `bits` is the size of one element in packed little-endian storage. `unitRoundoff` is half the distance between 1 and
 * the next value, 2^-(p) for p significant bits (IEEE 754, and for the narrow floats the OCP 8-bit and 4-bit formats).
 */
export const DTYPES = {
  float32: { bits: 32, kind: 'float', unitRoundoff: 2 ** -24 },
  float64: { bits: 64, kind: 'float', unitRoundoff: 2 ** -53 },
  float16: { bits: 16, kind: 'float', unitRoundoff: 2 ** -11 },
  bfloat16: { bits: 16, kind: 'float', unitRoundoff: 2 ** -8 },
  float8_e4m3fn: { bits: 8, kind: 'float', unitRoundoff: 2 ** -4 },
  float8_e4m3fnuz: { bits: 8, kind: 'float', unitRoundoff: 2 ** -4 },
  float8_e5m2: { bits: 8, kind: 'float', unitRoundoff: 2 ** -3 },
  float8_e5m2fnuz: { bits: 8, kind: 'float', unitRoundoff: 2 ** -3 },
  complex64: { bits: 64, kind: 'complex', unitRoundoff: 2 ** -24 },
  complex128: { bits: 128, kind: 'complex', unitRoundoff: 2 ** -53 },
  int8: { bits: 8, kind: 'integer', unitRoundoff: 0 },
  int16: { bits: 16, kind: 'integer', unitRoundoff: 0 },
  int32: { bits: 32, kind: 'integer', unitRoundoff: 0 },
  int64: { bits: 64, kind: 'integer', unitRoundoff: 0 },
  uint8: { bits: 8, kind: 'integer', unitRoundoff: 0 },
  uint16: { bits: 16, kind: 'integer', unitRoundoff: 0 },
  uint32: { bits: 32, kind: 'integer', unitRoundoff: 0 },
  uint64: { bits: 64, kind: 'integer', unitRoundoff: 0 },
  int4: { bits: 4, kind: 'integer', unitRoundoff: 0 },
  uint4: { bits: 4, kind: 'integer', unitRoundoff: 0 },
  bool: { bits: 8, kind: 'bool', unitRoundoff: 0 },
  string: { bits: 0, kind: 'string', unitRoundoff: 0 },
} as const;

export type DType = keyof typeof DTYPES;
/** A dtype whose elements are numbers in packed storage: everything but strings. */
export type PackedDType = Exclude<DType, 'string'>;

export function isDType(name: string): name is DType {
  return Object.hasOwn(DTYPES, name);
}

/** Bytes that `count` elements of `dtype` take in packed storage (4-bit types: two elements a byte, rounded up). */
export function byteLength(dtype: PackedDType, count: number): number {
  return Math.ceil((count * DTYPES[dtype].bits) / 8);
}
