import type { DType } from '../../tensor/dtype.js';

/** By number: the enum TensorType of TensorFlow Lite's schema; null for types that inputs and outputs cannot have. */
const TENSOR_TYPES: readonly (DType | null)[] = [
  'float32',
  'float16',
  'int32',
  'uint8',
  'int64',
  'string',
  'bool',
  'int16',
  'complex64',
  'int8',
  'float64',
  'complex128',
  'uint64',
  null, // resource
  null, // variant
  'uint32',
  'uint16',
  'int4',
  'bfloat16',
  null, // int2
  'uint4',
  'float8_e4m3fn',
  'float8_e5m2',
];

/** The element type with this number; null when the gate's tensors do not have it. */
export function dtypeOfTflite(type: number): DType | null {
  return TENSOR_TYPES[type] ?? null;
}
