import { DTYPES } from '../../tensor/dtype.js';
import { storageOf } from '../../tensor/elements.js';
import { elementCount, type Tensor, type Value } from '../../tensor/tensor.js';

export type MapValue = Extract<Value, { kind: 'map' }>;

/**
 * The same map with its entries sorted by key: ONNX maps have no order, and runtimes return them in any.
 * Values keep their place beside the keys, as rows of a tensor or as items of a sequence; anything else stays as it is.
 */
export function sortMap(map: MapValue): MapValue {
  const count = elementCount(map.keys.shape);
  const keys = keysOf(map.keys);
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => compareKeys(keys[a], keys[b]));
  const values = reorder(map.values, order);
  if (values === undefined || order.every((from, to) => from === to)) return map;
  return { kind: 'map', keys: reorderTensor(map.keys, order) ?? map.keys, values };
}

type Key = string | number | bigint | undefined;

function keysOf(keys: Tensor): ArrayLike<string | number | bigint> {
  return keys.dtype === 'string' ? keys.strings : storageOf(keys);
}

function compareKeys(a: Key, b: Key): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}

function reorder(value: Value, order: readonly number[]): Value | undefined {
  if (value.kind === 'tensor') return reorderTensor(value, order);
  if (value.kind !== 'sequence' || value.items.length !== order.length) return undefined;
  return { kind: 'sequence', items: order.map((from) => value.items[from] ?? { kind: 'absent' }) };
}

/** Rows of the first dimension in another order; undefined when they are not as many or not whole bytes. */
function reorderTensor(tensor: Tensor, order: readonly number[]): Tensor | undefined {
  if (tensor.shape[0] !== order.length) return undefined;
  if (tensor.dtype === 'string') {
    const width = tensor.strings.length / order.length;
    return { ...tensor, strings: order.flatMap((from) => tensor.strings.slice(from * width, (from + 1) * width)) };
  }
  if (DTYPES[tensor.dtype].bits % 8 !== 0) return undefined;
  const width = tensor.bytes.byteLength / order.length;
  const bytes = new Uint8Array(tensor.bytes.byteLength);
  order.forEach((from, to) => {
    bytes.set(tensor.bytes.subarray(from * width, (from + 1) * width), to * width);
  });
  return { ...tensor, bytes };
}
