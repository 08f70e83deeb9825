/**
 * ONNX golden files (`input_0.pb`): a TensorProto, SequenceProto, OptionalProto or MapProto. The file does not record
 * which; the type of the model's input or output decides.
 */
import { BytesInMemory } from '../bytes/byte-reader.js';
import { Malformed } from '../bytes/malformed.js';
import { ProtobufMessage } from '../bytes/protobuf.js';
import { messageOf } from '../errors.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import { onnx } from '../onnx/proto/onnx.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import { bytesOf } from '../tensor/elements.js';
import { encodeElements } from '../tensor/encode-elements.js';
import { stringTensor, type Tensor, tensor, type Value } from '../tensor/tensor.js';
import type { ValueType } from '../types.js';
import { decodeUtf8, tensorOfProto, toBigInt } from './tensor-proto.js';

const MAX_DEPTH = 16;

export interface NamedValue {
  /** As in the message, or '' */
  readonly name: string;
  readonly value: Value;
}

/** Decodes a file's bytes as the kind of value that the model expects. @throws Malformed */
export function readValueProto(bytes: Uint8Array, kind: ValueType['kind']): NamedValue {
  switch (kind) {
    case 'tensor': {
      const proto = decode(onnx.TensorProto, kind, bytes);
      return { name: proto.name ?? '', value: tensorOfProto(proto) };
    }
    case 'sequence': {
      const proto = decode(onnx.SequenceProto, kind, bytes);
      return { name: proto.name ?? '', value: sequence(proto, 0) };
    }
    case 'map': {
      const proto = decode(onnx.MapProto, kind, bytes);
      return { name: proto.name ?? '', value: map(proto, 0) };
    }
    case 'optional': {
      const proto = decode(onnx.OptionalProto, kind, bytes);
      return { name: proto.name ?? '', value: optional(proto, 0) };
    }
  }
}

/** Fields that hold further messages, by number (onnx-data.proto); everything else is numbers and strings. */
const CHILDREN: Readonly<Record<ValueType['kind'], Readonly<Record<number, ValueType['kind']>>>> = {
  tensor: {},
  sequence: { 3: 'tensor', 5: 'sequence', 6: 'map', 7: 'optional' },
  map: { 5: 'sequence' },
  optional: { 3: 'tensor', 5: 'sequence', 6: 'map', 7: 'optional' },
};

/** The generated reader skips groups and follows any nesting, so the bytes are walked first. */
function decode<T>(type: { decode(bytes: Uint8Array): T }, kind: ValueType['kind'], bytes: Uint8Array): T {
  try {
    walk(ProtobufMessage.whole(new BytesInMemory(bytes)), kind);
    return type.decode(bytes);
  } catch (error) {
    const why = error instanceof Malformed ? error.detail.why : undefined;
    throw new Malformed('is not an ONNX value', { why: why ?? messageOf(error) });
  }
}

function walk(message: ProtobufMessage, kind: ValueType['kind']): void {
  for (const field of message.fields()) {
    const child = field.kind === 'bytes' ? CHILDREN[kind][field.number] : undefined;
    if (child !== undefined) walk(message.inner(field), child);
  }
}

function sequence(proto: onnx.SequenceProto.$Properties, depth: number): Value {
  return { kind: 'sequence', items: itemsOf(proto, depth) };
}

/** Only one of the lists may be filled, the one that elem_type names. */
function itemsOf(proto: onnx.SequenceProto.$Properties, depth: number): Value[] {
  requireDepth(depth);
  if (proto.sparseTensorValues?.length) throw sparse();
  const lists = [
    (proto.tensorValues ?? []).map(tensorOfProto),
    (proto.sequenceValues ?? []).map((item) => sequence(item, depth + 1)),
    (proto.mapValues ?? []).map((item) => map(item, depth + 1)),
    (proto.optionalValues ?? []).map((item) => optional(item, depth + 1)),
  ].filter((list) => list.length > 0);
  if (lists.length > 1) throw new Malformed('a sequence holds items of several kinds');
  return lists[0] ?? [];
}

function map(proto: onnx.MapProto.$Properties, depth: number): Value {
  const keys = keysOf(proto);
  const items = itemsOf(proto.values ?? {}, depth + 1);
  if (keys.shape[0] !== items.length) throw new Malformed(`a map has ${keys.shape[0]} keys and ${items.length} values`);
  return { kind: 'map', keys, values: stacked(items) ?? { kind: 'sequence', items } };
}

function keysOf(proto: onnx.MapProto.$Properties): Tensor {
  const dtype = dtypeOfOnnx(proto.keyType ?? 0);
  if (dtype === 'string') {
    const strings = (proto.stringKeys ?? []).map(decodeUtf8);
    return stringTensor([strings.length], strings);
  }
  if (dtype === undefined || DTYPES[dtype].kind !== 'integer')
    throw new Malformed('the keys of a map are neither integers nor strings');
  const keys = (proto.keys ?? []).map(toBigInt);
  try {
    return tensor(dtype, [keys.length], encodeElements(dtype, keys));
  } catch (error) {
    throw error instanceof RangeError ? new Malformed(error.message) : error;
  }
}

/** Scalar values of a map are passed as one tensor with an element per key, as runtimes return them. */
function stacked(items: readonly Value[]): Tensor | null {
  const tensors = items.filter((item) => item.kind === 'tensor');
  const first = tensors[0];
  const scalars = tensors.every(
    ({ dtype, shape }) => dtype === first?.dtype && (shape.length === 0 || String(shape) === '1'),
  );
  if (first === undefined || tensors.length !== items.length || !scalars) return null;
  if (first.dtype === 'string') {
    const strings = tensors.flatMap((item) => (item.dtype === 'string' ? item.strings : []));
    return stringTensor([items.length], strings);
  }
  if (DTYPES[first.dtype].bits < 8) return null;
  return joined(first.dtype, tensors);
}

function joined(dtype: Exclude<DType, 'string'>, tensors: readonly Tensor[]): Tensor {
  const bytes = Buffer.concat(tensors.map((item) => (item.dtype === 'string' ? new Uint8Array() : item.bytes)));
  return tensor(dtype, [tensors.length], bytesOf(bytes));
}

function optional(proto: onnx.OptionalProto.$Properties, depth: number): Value {
  requireDepth(depth);
  if (proto.sparseTensorValue != null) throw sparse();
  if (proto.tensorValue != null) return tensorOfProto(proto.tensorValue);
  if (proto.sequenceValue != null) return sequence(proto.sequenceValue, depth + 1);
  if (proto.mapValue != null) return map(proto.mapValue, depth + 1);
  if (proto.optionalValue != null) return optional(proto.optionalValue, depth + 1);
  return { kind: 'absent' };
}

function requireDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
}

function sparse(): Malformed {
  return new Malformed('holds sparse tensors, which are not supported');
}
