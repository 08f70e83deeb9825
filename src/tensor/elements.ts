import type { PackedDType } from './dtype.js';
import type { PackedTensor } from './tensor.js';

/** The typed array that holds one element of a dtype per slot; narrow floats are stored as their bits. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float8_e4m3fn: Uint8Array,
  float8_e4m3fnuz: Uint8Array,
  float8_e5m2: Uint8Array,
  float8_e5m2fnuz: Uint8Array,
  complex64: Float32Array,
  complex128: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  int4: Uint8Array,
  uint4: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<PackedDType, unknown>;

export type StorageArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array;

/**
 * The tensor's storage as a typed array: a view where the bytes are aligned, otherwise a copy.
 * Complex numbers come as interleaved real and imaginary parts, 4-bit integers as their packed bytes.
 */
export function storageOf(tensor: PackedTensor): StorageArray {
  const array = ARRAYS[tensor.dtype];
  const size = array.BYTES_PER_ELEMENT;
  const { bytes } = tensor;
  // A copy by constructor: slice() of a Buffer is another view.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new array(aligned.buffer as ArrayBuffer, aligned.byteOffset, Math.floor(aligned.byteLength / size));
}

/** The bytes of a typed array, without copying. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
