import { CHUNK, float64Decoder } from '../compare/kernel/decode.js';
import type { DType, PackedDType } from '../tensor/dtype.js';
import { encodeElements } from '../tensor/encode-elements.js';
import { elementCount, type PackedTensor, type Value, type Values } from '../tensor/tensor.js';
import type { NamesMap } from '../values/correspondence.js';

/** Floats that are widened for a computation in float64. */
export function isNarrowFloat(dtype: DType | undefined): boolean {
  return dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16';
}

/** The same numbers as float64. */
export function inFloat64(value: PackedTensor): PackedTensor {
  return retyped(value, 'float64');
}

/** The values with every narrow float as float64. */
export function valuesInFloat64(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, widened(value)]));
}

/**
 * Values of a computation in float64, rounded to the types that the reference's have.
 * @param names the reference's names → those of the values
 */
export function roundedLike(values: Values, reference: Values, names: NamesMap): Values {
  const first = new Map(Object.entries(names).flatMap(([name, own]) => (own === null ? [] : [[own, name] as const])));
  return Object.fromEntries(
    Object.entries(values).map(([own, value]) => [own, rounded(value, reference[first.get(own) ?? own])]),
  );
}

function rounded(value: Value, like: Value | undefined): Value {
  if (value.kind === 'tensor' && like?.kind === 'tensor') {
    const narrower = value.dtype === 'float64' && like.dtype !== 'string' && isNarrowFloat(like.dtype);
    return narrower ? retyped(value, like.dtype) : value;
  }
  if (value.kind === 'sequence' && like?.kind === 'sequence')
    return { kind: 'sequence', items: value.items.map((item, index) => rounded(item, like.items[index])) };
  if (value.kind === 'map' && like?.kind === 'map') return { ...value, values: rounded(value.values, like.values) };
  return value;
}

function retyped(value: PackedTensor, dtype: PackedDType): PackedTensor {
  const numbers = new Float64Array(elementCount(value.shape));
  const decode = float64Decoder(value);
  for (let start = 0; start < numbers.length; start += CHUNK)
    decode(start, Math.min(CHUNK, numbers.length - start), numbers.subarray(start));
  return { ...value, dtype, bytes: encodeElements(dtype, numbers) };
}

function widened(value: Value): Value {
  switch (value.kind) {
    case 'tensor':
      return value.dtype !== 'string' && isNarrowFloat(value.dtype) ? inFloat64(value) : value;
    case 'sequence':
      return { kind: 'sequence', items: value.items.map(widened) };
    case 'map':
      return { ...value, values: widened(value.values) };
    case 'absent':
      return value;
  }
}
