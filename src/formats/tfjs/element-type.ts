import type { DType } from '../../tensor/dtype.js';

/**
 * The type in which TensorFlow.js computes for each type of TensorFlow, by its name and its number: it has float32,
 * int32, bool and string, and uses the nearest of these for the others.
 */
const TYPES: Readonly<Record<string, DType>> = {
  DT_FLOAT: 'float32',
  DT_DOUBLE: 'float32',
  DT_HALF: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
  DT_COMPLEX64: 'complex64',
  DT_COMPLEX128: 'complex64',
  1: 'float32',
  2: 'float32',
  3: 'int32',
  4: 'int32',
  6: 'int32',
  7: 'string',
  8: 'complex64',
  9: 'int32',
  10: 'bool',
  18: 'complex64',
  19: 'float32',
};

/** The element type for a type of TensorFlow; null where TensorFlow.js has none for it. */
export function elementTypeOf(type: string | number): DType | null {
  return Object.hasOwn(TYPES, type) ? (TYPES[type] ?? null) : null;
}

/** The element type of a Keras layer, which need not declare one: float32. */
export function layerType(dtype: unknown): DType {
  if (dtype === 'int32' || dtype === 'bool' || dtype === 'string' || dtype === 'complex64') return dtype;
  return 'float32';
}
