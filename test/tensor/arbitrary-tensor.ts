import fc from 'fast-check';
import { byteLength, DTYPES, type PackedDType } from '../../src/tensor/dtype.js';
import { elementCount, type PackedTensor, stringTensor, type Tensor, type Value } from '../../src/tensor/tensor.js';

export const PACKED = Object.keys(DTYPES).filter((name): name is PackedDType => name !== 'string');

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

/** Tensors of any bits in the given dtypes; some are views that are not aligned. */
export function packedTensors(dtypes: readonly PackedDType[] = PACKED): fc.Arbitrary<PackedTensor> {
  return fc
    .tuple(fc.constantFrom(...dtypes), shapes, fc.integer({ min: 0, max: 3 }))
    .chain(([dtype, shape, offset]) => {
      const length = byteLength(dtype, elementCount(shape));
      return fc
        .uint8Array({ minLength: length + offset, maxLength: length + offset })
        .map((buffer) => ({ kind: 'tensor' as const, dtype, shape, bytes: buffer.subarray(offset) }));
    });
}

export function stringTensors(strings: fc.Arbitrary<string>): fc.Arbitrary<Tensor> {
  return shapes.chain((shape) => {
    const count = elementCount(shape);
    return fc.array(strings, { minLength: count, maxLength: count }).map((items) => stringTensor(shape, items));
  });
}

/** Any value, nested a few levels. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    packedTensors(),
    stringTensors(fc.string({ unit: 'grapheme' })),
    fc.constant({ kind: 'absent' as const }),
    fc.record({ kind: fc.constant('sequence' as const), items: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('map' as const), keys: stringTensors(fc.string()), values: tie('value') }),
  ),
})).value;

/** Equal content whatever the memory behind it: Buffer and Uint8Array, view or not. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'tensor':
      return value.dtype === 'string' ? value : { ...value, bytes: Buffer.from(value.bytes).toString('hex') };
    case 'sequence':
      return { ...value, items: value.items.map(plain) };
    case 'map':
      return { ...value, keys: plain(value.keys), values: plain(value.values) };
    case 'absent':
      return value;
  }
}
