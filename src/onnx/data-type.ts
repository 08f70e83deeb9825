import type { DType } from '../tensor/dtype.js';

/** TensorProto.DataType by number (onnx.proto); the narrow types that no runtime supports are left out. */
const BY_NUMBER: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8_e4m3fn',
  18: 'float8_e4m3fnuz',
  19: 'float8_e5m2',
  20: 'float8_e5m2fnuz',
  21: 'uint4',
  22: 'int4',
};

/** The dtype for an ONNX element type, undefined for a number that ONNX does not have or the gate does not support. */
export function dtypeOfOnnx(dataType: number): DType | undefined {
  return BY_NUMBER[dataType];
}

/** TensorProto.DataType by dtype. */
export const ONNX_NUMBERS = Object.fromEntries(
  Object.entries(BY_NUMBER).map(([number, dtype]) => [dtype, Number(number)]),
) as Readonly<Record<DType, number>>;
