import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Recipe, Recipes } from '../../src/config/recipe.js';
import { writeNpy } from '../../src/golden/npy.js';
import { readRecipeFiles } from '../../src/golden/recipe-files.js';
import { synthesise } from '../../src/golden/synthesise.js';
import { DTYPES, type DType, isDType } from '../../src/tensor/dtype.js';
import { bytesOf, storageOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor, type Value } from '../../src/tensor/tensor.js';
import type { Dimension, Signature } from '../../src/types.js';
import { repository } from './repository.js';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanup.splice(0)) await remove();
});

type Input = [name: string, dtype: DType, shape: readonly Dimension[] | null];
const of = (...inputs: Input[]): Signature => ({
  inputs: inputs.map(([name, dtype, shape]) => ({ name, type: { kind: 'tensor', dtype, shape } })),
  outputs: [],
});
const make = (signature: Signature, recipes: Recipes = {}, seed = 0) => synthesise(signature, { recipes }, seed);

function elements(value: Value | undefined): readonly (string | number | bigint)[] {
  if (value?.kind !== 'tensor') throw new Error('no tensor');
  return value.dtype === 'string' ? value.strings : [...storageOf(value)];
}

function one(dtype: DType, shape: readonly Dimension[], recipe?: Recipe) {
  const value = make(of(['x', dtype, shape]), recipe === undefined ? {} : { x: recipe }).x;
  return { value, elements: elements(value) };
}

test('every dtype has a default, the same for the same seed and name', () => {
  const names = Object.keys(DTYPES).filter(isDType);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), (dtype, seed) => {
      const signature = of(['x', dtype, [2, 3]]);
      const { x } = make(signature, {}, seed);
      expect(x).toMatchObject({ dtype, shape: [2, 3] });
      expect(make(of(['other', 'float32', [1]], ['x', dtype, [2, 3]]), {}, seed).x).toEqual(x);
    }),
  );
  expect(make(of(['x', 'float32', [9]]), {}, 1)).not.toEqual(make(of(['x', 'float32', [9]]), {}, 2));
});

test('defaults stay within their ranges', () => {
  const integers = one('int64', [1000]).elements;
  expect(new Set(integers)).toEqual(new Set([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n]));
  expect(new Set(one('bool', [100]).elements)).toEqual(new Set([0, 1]));
  expect(one('string', [5]).elements.every((word) => /^[a-z]{5}$/.test(String(word)))).toBe(true);
  expect(one('float32', [1000]).elements.some((n) => Number(n) < 0)).toBe(true);
});

test.each<[string, DType, readonly Dimension[], Recipe, readonly (string | number | bigint)[], number[]]>([
  ['ones', 'int64', [2], 'ones', [1n, 1n], [2]],
  ['zeros', 'bool', [2], 'zeros', [0, 0], [2]],
  ['a constant', 'float32', ['N', 2], 0.5, [0.5, 0.5], [1, 2]],
  ['a complex constant', 'complex64', [2], 3, [3, 0, 3, 0], [2]],
  ['a list in the model’s shape', 'float32', [2, 2], [1, 2, 3, 4], [1, 2, 3, 4], [2, 2]],
  ['a list that gives the size', 'int64', ['N'], [7, 8, 9], [7n, 8n, 9n], [3]],
  ['a nested list that gives the sizes', 'int32', ['N', 'M'], [[1, 2, 3]], [1, 2, 3], [1, 3]],
  ['a big integer', 'uint64', [1], { value: '18446744073709551615' }, [2n ** 64n - 1n], [1]],
  ['a shape with a value', 'int8', ['N', null], { shape: [2, 1], value: 4 }, [4, 4], [2, 1]],
  ['text', 'string', [2], { value: 'a' }, ['a', 'a'], [2]],
  ['words', 'string', [2], ['a', 'b'], ['a', 'b'], [2]],
])('%s', (_, dtype, shape, recipe, expected, expectedShape) => {
  const { value, elements } = one(dtype, shape, recipe);
  expect(value).toMatchObject({ dtype, shape: expectedShape });
  expect(elements).toEqual(expected);
});

test('sizes that a graph wants of an input follow from the sizes that the others got', () => {
  const signature = of(['x', 'float32', [1, 3, 'H', 16]], ['sizes', 'int64', [4]]);
  const graph = { graph: { node: [{ opType: 'Resize', input: ['x', '', '', 'sizes'], output: ['y'] }] } };
  const { x, sizes } = synthesise(signature, { recipes: {}, graph }, 0);
  const height = x?.kind === 'tensor' ? x.shape[2] : undefined;
  expect(elements(sizes)).toEqual([1n, 3n, BigInt(2 * Number(height)), 32n]);
});

test('ranges are half open, choices are drawn from', () => {
  expect(new Set(one('uint8', [500], { range: [3, 6] }).elements)).toEqual(new Set([3, 4, 5]));
  expect(new Set(one('bool', [50], { range: [1, 2] }).elements)).toEqual(new Set([1]));
  const uniform = one('float64', [500], { range: [-1, 1] }).elements.map(Number);
  expect(uniform.every((n) => n >= -1 && n < 1)).toBe(true);
  expect(Math.min(...uniform)).toBeLessThan(-0.9);
  expect(Math.max(...uniform)).toBeGreaterThan(0.9);
  expect(new Set(one('string', [50], { choices: ['yes', 'no'] }).elements)).toEqual(new Set(['yes', 'no']));
  expect(new Set(one('int32', [50], { choices: [-1, 1] }).elements)).toEqual(new Set([-1, 1]));
  const normal = one('float64', [2000], { normal: [10, 0.1] }).elements.map(Number);
  expect(normal.every((n) => Math.abs(n - 10) <= 0.6)).toBe(true);
});

test('sizes of symbols follow dims and the shapes of recipes', () => {
  const signature = of(['ids', 'int64', ['N', 'L']], ['mask', 'int64', ['N', 'L']]);
  const values = synthesise(signature, { recipes: { ids: { shape: [2, 5], range: [0, 9] }, mask: 'ones' } }, 0);
  expect(values).toMatchObject({ ids: { shape: [2, 5] }, mask: { shape: [2, 5] } });
  expect(synthesise(signature, { recipes: {}, dims: { N: 3 } }, 0)).toMatchObject({
    ids: { shape: [3, 16] },
    mask: { shape: [3, 16] },
  });
});

test('an unknown rank needs a shape', () => {
  const signature = of(['x', 'float32', null]);
  expect(make(signature, { x: { shape: [2] } })).toMatchObject({ x: { shape: [2] } });
  expect(() => make(signature)).toThrow('does not declare the rank of input x');
});

test('files are read from the repository, by the signature’s dtype', async () => {
  const content = tensor('float32', [2], bytesOf(Float32Array.of(1, 2)));
  const { root, remove } = await repository({
    'data/x.npy': writeNpy(content),
    'data/words.npy': writeNpy(stringTensor([1], ['a'])),
  });
  cleanup.push(remove);
  const signature = of(['x', 'float32', ['N', 1]], ['words', 'string', ['M']]);
  const recipes: Recipes = {
    x: { file: 'data/x.npy', shape: [2, 1] },
    words: { file: 'data/words.npy' },
    other: { file: 'none' },
  };
  const files = await readRecipeFiles(root, recipes, signature);
  const values = synthesise(signature, { recipes, files }, 0);
  expect(values).toMatchObject({ x: { shape: [2, 1] }, words: { strings: ['a'] } });
  expect(elements(values.x)).toEqual([1, 2]);
  expect(() => synthesise(of(['x', 'float64', [2]]), { recipes: { x: { file: 'data/x.npy' } }, files }, 0)).toThrow(
    'input x is float32[2], the model expects float64',
  );
  await expect(readRecipeFiles(root, { x: { file: 'none.npy' } }, signature)).rejects.toThrow(
    'none.npy: does not exist',
  );
});

const sequence: Signature = {
  inputs: [{ name: 's', type: { kind: 'sequence', item: { kind: 'tensor', dtype: 'int8', shape: [1] } } }],
  outputs: [],
};
test.each<[string, Signature, Recipes, string]>([
  ['a sequence input', sequence, {}, 'input s is sequence(int8[1]), which cannot be synthesised'],
  [
    'ones for text',
    of(['x', 'string', [1]]),
    { x: 'ones' },
    'recipe of input x (string[1]): the content is not strings',
  ],
  ['normal integers', of(['x', 'int8', [1]]), { x: { normal: [0, 1] } }, 'normal draws floats'],
  ['a range beyond the dtype', of(['x', 'int8', [1]]), { x: { range: [0, 200] } }, 'range [0, 200] is not within'],
  ['a range of fractions', of(['x', 'int8', [1]]), { x: { range: [0, 0.5] } }, 'is not within the integers of int8'],
  ['a constant beyond the dtype', of(['x', 'uint8', [1]]), { x: -1 }, '-1 does not fit uint8'],
  ['a text for numbers', of(['x', 'uint8', [1]]), { x: { choices: ['a'] } }, '"a" is not a valid uint8'],
  [
    'a list of another length',
    of(['x', 'uint8', [3, 1]]),
    { x: [1, 2] },
    'shape [3, 1] needs 3 elements, the data has 2',
  ],
  [
    'a shape that the model refuses',
    of(['x', 'uint8', [3]]),
    { x: { shape: [2] } },
    'has size 2 in dimension 0, the model expects 3',
  ],
  [
    'two sizes for a symbol',
    of(['x', 'uint8', ['N']], ['y', 'uint8', ['N']]),
    { x: { shape: [2] }, y: { shape: [3] } },
    'N is 2 in input x',
  ],
  ['sizes beyond reason', of(['x', 'uint8', [1e6, 1e6]]), {}, 'has more than 134217728 elements'],
])('%s is refused', (_, signature, recipes, message) => {
  const error = (() => {
    try {
      return make(signature, recipes);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining(message) });
});
