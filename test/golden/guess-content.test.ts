import { expect, test } from 'vitest';
import { DRAWS, type Draw } from '../../src/golden/draw.js';
import { type Guessed, guessContent } from '../../src/golden/guess-content.js';

const [first] = DRAWS;

function guess(name: string, more: Partial<Guessed> = {}) {
  const shape = more.shape ?? [1, 4];
  return guessContent({
    name,
    dtype: 'int64',
    shape,
    use: undefined,
    shapes: new Map([[name, shape]]),
    openSizes: new Map(),
    sizeOf: () => null,
    draw: first,
    ...more,
  });
}
const constant = (literal: unknown) => ({ kind: 'constant', literal });

test.each<[string, Partial<Guessed>, object]>([
  ['attention_mask', {}, constant(1)],
  ['attention_mask', { draw: { ...first, mask: 0 } as Draw }, constant(0)],
  ['token_type_ids', {}, constant(0)],
  ['token_type_ids', { use: { kind: 'index', below: 2 } }, { kind: 'range', low: 0, high: 2 }],
  ['input_ids', { use: { kind: 'index', below: 99 } }, { kind: 'range', low: 0, high: 99 }],
  ['small', { dtype: 'uint8', use: { kind: 'index', below: 999 } }, { kind: 'range', low: 0, high: 255 }],
  ['anything', {}, { kind: 'default' }],
  ['anything', { dtype: 'int8' }, { kind: 'range', low: -128, high: 128 }],
  ['anything', { dtype: 'uint8' }, { kind: 'range', low: 0, high: 256 }],
  ['anything', { dtype: 'int16' }, { kind: 'range', low: -32768, high: 32768 }],
  ['divisor', { draw: { ...first, integers: 'positive' } as Draw }, { kind: 'range', low: 1, high: 10 }],
  ['position_ids', {}, constant([0, 1, 2, 3])],
  ['position_ids', { use: { kind: 'index', below: 3 } }, constant([0, 1, 2, 2])],
  ['position_ids', { shapes: new Map([['past.0.key', [1, 2, 5, 8]]]) }, constant([5, 6, 7, 8])],
  ['length', { shape: [1], openSizes: new Map([['x', [1, 16]]]) }, constant(16)],
  ['n', { shape: [1], use: { kind: 'length', of: 'T' }, sizeOf: () => 7 }, constant(7)],
  ['k', { shape: [], use: { kind: 'number', value: 1 } }, constant(1)],
  [
    'sizes',
    { shape: [2], use: { kind: 'numbers', values: ['H', 3] }, sizeOf: (size) => (size === 'H' ? 9 : Number(size)) },
    constant([9, 3]),
  ],
  ['sizes', { shape: [2], use: { kind: 'numbers', values: ['H', 3] } }, { kind: 'default' }],
  ['sizes', { shape: [2], use: { kind: 'numbers', values: [9] }, sizeOf: Number }, { kind: 'default' }],
  ['sr', { shape: [] }, constant(16_000)],
  ['image', { dtype: 'uint8', shape: [1, 8, 8, 3] }, { kind: 'range', low: 0, high: 256 }],
  ['fmin', { dtype: 'float32', shape: [] }, constant(0)],
  ['fmax', { dtype: 'float32', shape: [] }, constant(1000)],
  ['audio', { dtype: 'float32' }, { kind: 'range', low: -1, high: 1 }],
  ['pixel_values', { dtype: 'float32' }, { kind: 'default' }],
  [
    'pixel_values',
    { dtype: 'float32', draw: { ...first, floats: 'uniform' } as Draw },
    { kind: 'range', low: 0, high: 1 },
  ],
  ['orig_target_sizes', { shape: [1, 2] }, constant(64)],
  ['use_cache_branch', { dtype: 'bool', shape: [1] }, constant(1)],
])('%s %j', (name, more, expected) => {
  expect(guess(name, more)).toEqual(expected);
});
