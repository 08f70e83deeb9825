import type { DType } from '../../tensor/dtype.js';

/** By number: the enum DataType of TensorFlow's types.proto, as far as inputs and outputs can have them. */
const TYPES: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  4: 'uint8',
  5: 'int16',
  6: 'int8',
  7: 'string',
  8: 'complex64',
  9: 'int64',
  10: 'bool',
  14: 'bfloat16',
  17: 'uint16',
  18: 'complex128',
  19: 'float16',
  22: 'uint32',
  23: 'uint64',
  24: 'float8_e5m2',
  25: 'float8_e4m3fn',
};

/** The element type with this number; null when the gate's tensors do not have it. */
export function dtypeOfTensorflow(type: number): DType | null {
  return TYPES[type] ?? null;
}
