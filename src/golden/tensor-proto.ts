/** One ONNX TensorProto; which field its elements are in depends on the dtype (see the comments of onnx.proto). */

import { Malformed } from '../bytes/malformed.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { byteLength, DTYPES, type PackedDType } from '../tensor/dtype.js';
import { bytesOf } from '../tensor/elements.js';
import { elementCount, stringTensor, type Tensor } from '../tensor/tensor.js';

type Integers = NonNullable<onnx.TensorProto.$Properties['int64Data']>;

/**
 * The tensor's value; with raw data its bytes are a view on the message.
 * @throws Malformed for unsupported dtypes, external data, and sizes that do not agree
 */
export function tensorOfProto(proto: onnx.TensorProto.$Properties): Tensor {
  const dtype = dtypeOfOnnx(proto.dataType ?? 0);
  if (dtype === undefined) throw new Malformed(`ONNX element type ${proto.dataType ?? 0} is not supported`);
  if (proto.dataLocation === 1 || (proto.externalData ?? []).length > 0)
    throw new Malformed('stores its data in another file', { next: 'save the golden with its data inside' });
  if (proto.segment != null) throw new Malformed('is only a segment of a tensor');
  const shape = (proto.dims ?? []).map(Number);
  const count = elementCount(shape);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || !Number.isSafeInteger(count))
    throw new Malformed(`shape [${shape.join(', ')}] is not valid`);
  if (dtype === 'string') return stringsOf(proto, shape, count);
  const bytes = proto.rawData?.length ? bytesOf(proto.rawData) : typedBytes(dtype, proto, count);
  const expected = byteLength(dtype, count);
  if (bytes.byteLength !== expected)
    throw new Malformed(`${dtype}[${shape.join(', ')}] needs ${expected} bytes, the message has ${bytes.byteLength}`);
  return { kind: 'tensor', dtype, shape, bytes };
}

function stringsOf(proto: onnx.TensorProto.$Properties, shape: readonly number[], count: number): Tensor {
  const data = proto.stringData ?? [];
  if (data.length !== count)
    throw new Malformed(`string[${shape.join(', ')}] needs ${count} strings, the message has ${data.length}`);
  return stringTensor(shape, data.map(decodeUtf8));
}

/** Strings of ONNX are bytes that should be UTF-8. @throws Malformed where they are not */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('holds a string that is not UTF-8');
  }
}

/** Packed bytes from the typed fields: int32_data holds all small types, as numbers or (floats, 4-bit pairs) as bits. */
function typedBytes(dtype: PackedDType, proto: onnx.TensorProto.$Properties, count: number): Uint8Array {
  const small = proto.int32Data ?? [];
  switch (dtype) {
    case 'float32':
    case 'complex64':
      return bytesOf(Float32Array.from(proto.floatData ?? []));
    case 'float64':
    case 'complex128':
      return bytesOf(Float64Array.from(proto.doubleData ?? []));
    case 'int64':
      return bytesOf(BigInt64Array.from(proto.int64Data ?? [], toBigInt));
    case 'uint64':
      return bytesOf(BigUint64Array.from(proto.uint64Data ?? [], (value) => BigInt.asUintN(64, toBigInt(value))));
    case 'uint32':
      return bytesOf(Uint32Array.from(proto.uint64Data ?? [], (value) => Number(toBigInt(value))));
    case 'int32':
      return bytesOf(Int32Array.from(small));
    case 'int16':
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return bytesOf(Uint16Array.from(small));
    case 'int8':
    case 'uint8':
    case 'bool':
    case 'float8_e4m3fn':
    case 'float8_e4m3fnuz':
    case 'float8_e5m2':
    case 'float8_e5m2fnuz':
      return Uint8Array.from(small);
    case 'int4':
    case 'uint4':
      // onnx itself writes one entry per packed pair; a single last element takes one too
      if (small.length !== Math.ceil((count * DTYPES[dtype].bits) / 8))
        throw new Malformed(`int32_data has ${small.length} entries for ${count} elements of ${dtype}`);
      return Uint8Array.from(small);
  }
}

/** protobufjs returns 64-bit integers as numbers or as Long objects, depending on which library it finds. */
export function toBigInt(value: Integers[number]): bigint {
  return BigInt(value.toString());
}
