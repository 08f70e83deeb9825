import { Malformed } from '../bytes/malformed.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { isJitterDType, type JitterDType } from '../onnx/jitter.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementTable } from '../tensor/element-tables.js';
import { storageOf } from '../tensor/elements.js';
import { encodeElements } from '../tensor/encode-elements.js';
import type { PackedTensor } from '../tensor/tensor.js';
import type { TensorProto } from './scoped-nodes.js';

/** The tensor with its elements as bytes; null for strings, elements of half a byte and tensors that are not valid. */
export function packedOf(proto: TensorProto): PackedTensor | null {
  try {
    const tensor = tensorOfProto(proto);
    return tensor.dtype === 'string' || DTYPES[tensor.dtype].bits < 8 ? null : tensor;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** The elements of a float tensor as numbers; null for other types. */
export function numbersOf(proto: TensorProto): { readonly dtype: JitterDType; readonly numbers: Float64Array } | null {
  const tensor = packedOf(proto);
  if (tensor === null || !isJitterDType(tensor.dtype)) return null;
  return { dtype: tensor.dtype, numbers: decodedFloats(tensor) };
}

/** The only element of a tensor of one element, null for all others. */
export function scalarOf(proto: TensorProto | undefined): number | null {
  if (proto === undefined || (proto.dims ?? []).some((size) => Number(size) !== 1)) return null;
  return numbersOf(proto)?.numbers[0] ?? null;
}

/** The tensor with other elements; what it is called and its shape stay. */
export function withBytes(proto: TensorProto, bytes: Uint8Array): TensorProto {
  const { name, dims, dataType } = proto;
  return {
    ...(name == null ? {} : { name }),
    ...(dims == null ? {} : { dims }),
    ...(dataType == null ? {} : { dataType }),
    rawData: bytes,
  };
}

export function withNumbers(proto: TensorProto, dtype: JitterDType, numbers: Float64Array): TensorProto {
  return withBytes(proto, encodeElements(dtype, numbers));
}

/** What is left of the numbers after a pass through a narrower type. */
export function rounded(numbers: Float64Array, dtype: 'float16' | 'bfloat16'): Float64Array {
  const bytes = encodeElements(dtype, numbers);
  return decodedFloats({ kind: 'tensor', dtype, shape: [numbers.length], bytes });
}

/** The elements of a tensor of a 16-, 32- or 64-bit float type. */
export function decodedFloats(tensor: PackedTensor): Float64Array {
  const storage = storageOf(tensor);
  if (storage instanceof Float32Array || storage instanceof Float64Array) return Float64Array.from(storage);
  const table = elementTable(tensor.dtype === 'bfloat16' ? 'bfloat16' : 'float16');
  const numbers = new Float64Array(storage.length);
  storage.forEach((code, index) => {
    numbers[index] = table[Number(code)] ?? 0;
  });
  return numbers;
}
