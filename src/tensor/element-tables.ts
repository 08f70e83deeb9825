import type { PackedDType } from './dtype.js';

interface Minifloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
  readonly bias: number;
  /** ieee: the top exponent is infinity and NaN; fn: only all ones is NaN; fnuz: only negative zero's code is NaN. */
  readonly special: 'ieee' | 'fn' | 'fnuz';
}

/** IEEE 754 binary16; bfloat16; OCP 8-bit floats and their fnuz siblings, as in the ONNX operator documentation. */
const MINIFLOATS = {
  float16: { exponentBits: 5, fractionBits: 10, bias: 15, special: 'ieee' },
  bfloat16: { exponentBits: 8, fractionBits: 7, bias: 127, special: 'ieee' },
  float8_e4m3fn: { exponentBits: 4, fractionBits: 3, bias: 7, special: 'fn' },
  float8_e4m3fnuz: { exponentBits: 4, fractionBits: 3, bias: 8, special: 'fnuz' },
  float8_e5m2: { exponentBits: 5, fractionBits: 2, bias: 15, special: 'ieee' },
  float8_e5m2fnuz: { exponentBits: 5, fractionBits: 2, bias: 16, special: 'fnuz' },
} as const satisfies Partial<Record<PackedDType, Minifloat>>;

export type TableDType = keyof typeof MINIFLOATS | 'int8' | 'uint8' | 'bool';

function decodeMinifloat(code: number, format: Minifloat): number {
  const { exponentBits, fractionBits, bias, special } = format;
  const signBit = 2 ** (exponentBits + fractionBits);
  const negative = code >= signBit;
  const magnitude = negative ? code - signBit : code;
  const exponent = Math.floor(magnitude / 2 ** fractionBits);
  const fraction = magnitude % 2 ** fractionBits;
  const sign = negative ? -1 : 1;
  if (special === 'fnuz' && code === signBit) return Number.NaN;
  if (special === 'fn' && magnitude === signBit - 1) return Number.NaN;
  if (special === 'ieee' && exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  const steps = exponent === 0 ? fraction : fraction + 2 ** fractionBits;
  return sign * steps * 2 ** (Math.max(exponent, 1) - bias - fractionBits);
}

function decode(dtype: TableDType, code: number): number {
  switch (dtype) {
    case 'bool':
      return code === 0 ? 0 : 1;
    case 'uint8':
      return code;
    case 'int8':
      return code < 128 ? code : code - 256;
    default:
      return decodeMinifloat(code, MINIFLOATS[dtype]);
  }
}

const tables = new Map<TableDType, Float32Array>();

/** Value of every code of a dtype of 8 or 16 bits; all are exact in float32. Made at first use, kept for the process. */
export function elementTable(dtype: TableDType): Float32Array {
  let table = tables.get(dtype);
  if (table === undefined) {
    const size = dtype === 'float16' || dtype === 'bfloat16' ? 65_536 : 256;
    table = Float32Array.from({ length: size }, (_, code) => decode(dtype, code));
    tables.set(dtype, table);
  }
  return table;
}
