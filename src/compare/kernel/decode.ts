import { elementTable } from '../../tensor/element-tables.js';
import { type StorageArray, storageOf } from '../../tensor/elements.js';
import type { PackedTensor } from '../../tensor/tensor.js';

/** Elements decoded at once: few enough for the scratch arrays to stay in the cache. */
export const CHUNK = 16_384;

/** Writes components [start, start + count) of a tensor to the beginning of `target`. */
export type Decoder<Target> = (start: number, count: number, target: Target) => void;

function fromBytes(codes: Uint8Array, table: Float32Array): Decoder<Float32Array> {
  return (start, count, target) => {
    for (let i = 0; i < count; i++) target[i] = table[codes[start + i] ?? 0] ?? 0;
  };
}

function fromWords(codes: Uint16Array, table: Float32Array): Decoder<Float32Array> {
  return (start, count, target) => {
    for (let i = 0; i < count; i++) target[i] = table[codes[start + i] ?? 0] ?? 0;
  };
}

/** Two elements a byte, the first in the low half, as ONNX packs them. */
function fromNibbles(bytes: Uint8Array, signed: boolean): Decoder<Float32Array> {
  return (start, count, target) => {
    for (let i = 0; i < count; i++) {
      const index = start + i;
      const byte = bytes[index >>> 1] ?? 0;
      const nibble = (index & 1) === 0 ? byte & 15 : byte >>> 4;
      target[i] = signed && nibble > 7 ? nibble - 16 : nibble;
    }
  };
}

function wordsOf(tensor: PackedTensor): Uint16Array {
  const storage = storageOf(tensor);
  if (storage instanceof Uint16Array) return storage;
  throw new TypeError(`${tensor.dtype} is not stored in 16-bit words`);
}

function copying(storage: StorageArray): Decoder<Float32Array | Float64Array> {
  if (storage instanceof BigInt64Array || storage instanceof BigUint64Array)
    return (start, count, target) => {
      for (let i = 0; i < count; i++) target[i] = Number(storage[start + i]);
    };
  return (start, count, target) => target.set(storage.subarray(start, start + count));
}

/** Reads any tensor as float64; 64-bit integers are rounded, complex numbers come as interleaved parts. */
export function float64Decoder(tensor: PackedTensor): Decoder<Float64Array> {
  const narrow = float32Decoder(tensor);
  if (narrow === undefined) return copying(storageOf(tensor));
  const scratch = new Float32Array(CHUNK);
  return (start, count, target) => {
    narrow(start, count, scratch);
    target.set(scratch.subarray(0, count));
  };
}

/** Reads a tensor as float32 when every element of its dtype is exact in it; undefined for the wider dtypes. At most CHUNK at once. */
export function float32Decoder(tensor: PackedTensor): Decoder<Float32Array> | undefined {
  const { dtype, bytes } = tensor;
  switch (dtype) {
    case 'bool':
    case 'int8':
    case 'uint8':
    case 'float8_e4m3fn':
    case 'float8_e4m3fnuz':
    case 'float8_e5m2':
    case 'float8_e5m2fnuz':
      return fromBytes(bytes, elementTable(dtype));
    case 'float16':
    case 'bfloat16':
      return fromWords(wordsOf(tensor), elementTable(dtype));
    case 'int4':
    case 'uint4':
      return fromNibbles(bytes, dtype === 'int4');
    case 'float32':
    case 'complex64':
    case 'int16':
    case 'uint16':
      return copying(storageOf(tensor));
    default:
      return undefined;
  }
}
