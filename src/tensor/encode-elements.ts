import { byteLength, DTYPES, type PackedDType } from './dtype.js';
import { bytesOf } from './elements.js';

/** A float of at most 16 bits: how many fraction bits, the exponent's bias, and the codes at its edges. */
interface NarrowFloat {
  readonly fraction: number;
  readonly bias: number;
  readonly largest: number;
  /** Code for values beyond the largest: infinity, or NaN where the format has no infinity. */
  readonly overflow: number;
  readonly nan: number;
  readonly sign: number;
  /** The code of minus zero means NaN, and nothing else does ("fnuz"). */
  readonly unsignedZero: boolean;
}

const ieee = { unsignedZero: false } as const;
const NARROW = {
  float16: { ...ieee, fraction: 10, bias: 15, largest: 0x7bff, overflow: 0x7c00, nan: 0x7e00, sign: 0x8000 },
  bfloat16: { ...ieee, fraction: 7, bias: 127, largest: 0x7f7f, overflow: 0x7f80, nan: 0x7fc0, sign: 0x8000 },
  float8_e4m3fn: { ...ieee, fraction: 3, bias: 7, largest: 0x7e, overflow: 0x7f, nan: 0x7f, sign: 0x80 },
  float8_e5m2: { ...ieee, fraction: 2, bias: 15, largest: 0x7b, overflow: 0x7c, nan: 0x7e, sign: 0x80 },
  float8_e4m3fnuz: { fraction: 3, bias: 8, largest: 0x7f, overflow: 0x80, nan: 0x80, sign: 0x80, unsignedZero: true },
  float8_e5m2fnuz: { fraction: 2, bias: 16, largest: 0x7f, overflow: 0x80, nan: 0x80, sign: 0x80, unsignedZero: true },
} as const satisfies Partial<Record<PackedDType, NarrowFloat>>;

/** A number, or for 64-bit integers a bigint. */
export type Element = number | bigint;

/**
 * Packed storage of the elements: floats are rounded to the nearest (ties to even), complex numbers are alternating real
 * and imaginary parts, booleans 0 and 1.
 * @throws RangeError for an integer dtype when an element is not an integer or outside its range
 */
export function encodeElements(dtype: PackedDType, elements: ArrayLike<Element>): Uint8Array {
  switch (dtype) {
    case 'float32':
    case 'complex64':
      return bytesOf(Float32Array.from(elements, Number));
    case 'float64':
    case 'complex128':
      return bytesOf(Float64Array.from(elements, Number));
    case 'float16':
    case 'bfloat16':
      return bytesOf(Uint16Array.from(elements, (element) => narrow(Number(element), NARROW[dtype])));
    case 'float8_e4m3fn':
    case 'float8_e4m3fnuz':
    case 'float8_e5m2':
    case 'float8_e5m2fnuz':
      return Uint8Array.from(elements, (element) => narrow(Number(element), NARROW[dtype]));
    case 'int8':
      return bytesOf(Int8Array.from(elements, (element) => integer(dtype, element)));
    case 'int16':
      return bytesOf(Int16Array.from(elements, (element) => integer(dtype, element)));
    case 'int32':
      return bytesOf(Int32Array.from(elements, (element) => integer(dtype, element)));
    case 'int64':
      return bytesOf(BigInt64Array.from(elements, (element) => bigInteger(dtype, element)));
    case 'uint8':
      return Uint8Array.from(elements, (element) => integer(dtype, element));
    case 'uint16':
      return bytesOf(Uint16Array.from(elements, (element) => integer(dtype, element)));
    case 'uint32':
      return bytesOf(Uint32Array.from(elements, (element) => integer(dtype, element)));
    case 'uint64':
      return bytesOf(BigUint64Array.from(elements, (element) => bigInteger(dtype, element)));
    case 'int4':
    case 'uint4':
      return packNibbles(Uint8Array.from(elements, (element) => integer(dtype, element) & 15));
    case 'bool':
      return Uint8Array.from(elements, (element) => (element ? 1 : 0));
  }
}

/** Whether a finite number is still finite as an element of that type of floating point, or of its parts. */
export function fitsFloat(dtype: PackedDType, value: number): boolean {
  if (dtype === 'float32' || dtype === 'complex64') return Number.isFinite(Math.fround(value));
  const format = (NARROW as Partial<Record<PackedDType, NarrowFloat>>)[dtype];
  return format === undefined || narrowMagnitude(Math.abs(value), format) <= format.largest;
}

/** Packs two 4-bit elements per byte, the first in the low half, as in ONNX. Only the low half of each input byte counts. */
export function packNibbles(elements: Uint8Array): Uint8Array {
  const packed = new Uint8Array(byteLength('uint4', elements.length));
  elements.forEach((element, index) => {
    packed[index >> 1] = (packed[index >> 1] ?? 0) | ((element & 15) << (index % 2 === 0 ? 0 : 4));
  });
  return packed;
}

/** Smallest and largest value of an integer dtype. */
export function integerLimits(dtype: PackedDType): readonly [bigint, bigint] {
  const bits = BigInt(DTYPES[dtype].bits);
  return dtype.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function bigInteger(dtype: PackedDType, element: Element): bigint {
  if (typeof element === 'number' && !Number.isInteger(element)) throw new RangeError(`${element} is not an integer`);
  const value = BigInt(element);
  const [low, high] = integerLimits(dtype);
  if (value < low || value > high) throw new RangeError(`${value} does not fit ${dtype}`);
  return value;
}

function integer(dtype: PackedDType, element: Element): number {
  return Number(bigInteger(dtype, element));
}

function narrow(value: number, format: NarrowFloat): number {
  if (Number.isNaN(value)) return format.nan;
  const magnitude = Math.abs(value);
  const code = narrowMagnitude(magnitude, format);
  const negative = value < 0 || Object.is(value, -0);
  if (!negative || (format.unsignedZero && (code === 0 || code === format.nan))) return code;
  return code | format.sign;
}

/** Counts in units of the last place at the value's exponent; a carry out of the fraction lands in the exponent. */
function narrowMagnitude(magnitude: number, { fraction, bias, largest, overflow }: NarrowFloat): number {
  if (magnitude === 0) return 0;
  if (magnitude === Number.POSITIVE_INFINITY) return overflow;
  const exponent = Math.max(exponentOf(magnitude), 1 - bias);
  const units = roundHalfToEven(magnitude / 2 ** (exponent - fraction));
  const code = units + (exponent + bias - 1) * 2 ** fraction;
  return code > largest ? overflow : code;
}

/** Overwritten by every use: a new one per number would be slow. */
const SCRATCH = new DataView(new ArrayBuffer(8));

/** Exact binary exponent, from the bits; a subnormal double counts as the smallest exponent. */
function exponentOf(magnitude: number): number {
  SCRATCH.setFloat64(0, magnitude);
  return ((SCRATCH.getUint16(0) >> 4) & 0x7ff) - 1023;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
