import { expect, test } from 'vitest';
import { checkExpected, checkInputs } from '../../src/tensor/check-inputs.js';
import { byteLength, type PackedDType } from '../../src/tensor/dtype.js';
import { elementCount, stringTensor, tensor } from '../../src/tensor/tensor.js';
import type { Signature, ValueType } from '../../src/types.js';

const zeros = (dtype: PackedDType, ...shape: number[]) =>
  tensor(dtype, shape, new Uint8Array(byteLength(dtype, elementCount(shape))));
const of = (...inputs: [string, ValueType][]): Signature => ({
  inputs: inputs.map(([name, type]) => ({ name, type })),
  outputs: [],
});
const floats = (...shape: (number | string | null)[]): ValueType => ({ kind: 'tensor', dtype: 'float32', shape });
const sequence: ValueType = { kind: 'sequence', item: floats('K') };

test.each([
  ['a fit', of(['x', floats(1, 'N', null)]), { x: zeros('float32', 1, 5, 7) }, []],
  ['unknown rank', of(['x', { kind: 'tensor', dtype: 'float32', shape: null }]), { x: zeros('float32', 3) }, []],
  ['0 and -1 as unknown sizes', of(['x', floats(0, -1)]), { x: zeros('float32', 2, 3) }, []],
  [
    'missing and extra',
    of(['x', floats(2)]),
    { y: zeros('float32', 2) },
    ['input x (float32[2]) is missing', 'input y is unknown: the model has x'],
  ],
  ['an inherited name', of(['constructor', floats(2)]), {}, ['input constructor (float32[2]) is missing']],
  ['dtype', of(['x', floats(2)]), { x: zeros('float64', 2) }, ['input x is float64[2], the model expects float32']],
  [
    'strings',
    of(['x', floats(1)]),
    { x: stringTensor([1], ['a']) },
    ['input x is string[1], the model expects float32'],
  ],
  [
    'rank',
    of(['x', floats(2, 3)]),
    { x: zeros('float32', 2) },
    ['input x is float32[2], the model expects float32[2, 3]: the ranks differ'],
  ],
  [
    'fixed size',
    of(['x', floats(2, 3)]),
    { x: zeros('float32', 2, 4) },
    ['input x has size 4 in dimension 1, the model expects 3 (float32[2, 3])'],
  ],
  [
    'one symbol, two sizes',
    of(['x', floats('N')], ['y', floats(1, 'N')]),
    { x: zeros('float32', 2), y: zeros('float32', 1, 3) },
    ['input y has size 3 in dimension 1, but N is 2 in input x'],
  ],
  [
    'a sequence with items of many sizes',
    of(['x', sequence]),
    { x: { kind: 'sequence', items: [zeros('float32', 1), zeros('float32', 2)] } },
    [],
  ],
  [
    'a wrong item',
    of(['x', sequence]),
    { x: { kind: 'sequence', items: [zeros('int8', 1)] } },
    ['item 0 of input x is int8[1], the model expects float32'],
  ],
  [
    'a tensor for a sequence',
    of(['x', sequence]),
    { x: zeros('float32', 1) },
    ['input x is float32[1], the model expects sequence(float32[K])'],
  ],
  ['an optional left out', of(['x', { kind: 'optional', item: floats(1) }]), {}, []],
  ['an optional absent', of(['x', { kind: 'optional', item: floats(1) }]), { x: { kind: 'absent' } }, []],
  [
    'an optional of another size',
    of(['x', { kind: 'optional', item: floats(1) }]),
    { x: zeros('float32', 2) },
    ['input x has size 2 in dimension 0, the model expects 1 (float32[1])'],
  ],
  [
    'absent where a value is wanted',
    of(['x', floats(1)]),
    { x: { kind: 'absent' } },
    ['input x is absent, the model expects float32[1]'],
  ],
  [
    'keys of another dtype',
    of(['x', { kind: 'map', key: 'int64', value: floats() }]),
    { x: { kind: 'map', keys: stringTensor([0], []), values: zeros('float32', 0) } },
    ['the keys of input x are string, the model expects int64'],
  ],
] as const)('%s', (_, signature, values, problems) => {
  expect(checkInputs(values, signature)).toEqual(problems);
});

test('expected outputs are checked by name and element type', () => {
  const signature: Signature = { inputs: [], outputs: [{ name: 'y', type: floats('N') }] };
  expect(checkExpected({ y: zeros('float32', 1) }, signature)).toEqual([]);
  expect(checkExpected({ y: zeros('int8', 1) }, signature)).toEqual([
    'expected output y is int8[1], the model computes float32',
  ]);
  expect(checkExpected({ z: zeros('int8', 1) }, signature)).toEqual([
    'expected output y (float32[N]) is missing',
    'expected output z is unknown: the model has y',
  ]);
});
