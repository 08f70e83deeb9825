import { expect, test } from 'vitest';
import type { Recipes } from '../../src/config/recipe.js';
import { writeNpy } from '../../src/golden/npy.js';
import { readRecipeFiles } from '../../src/golden/recipe-files.js';
import { signatureOfRecipes } from '../../src/golden/signature-of-recipes.js';
import { synthesise } from '../../src/golden/synthesise.js';
import { tensor } from '../../src/tensor/tensor.js';
import { repository } from './repository.js';

test('inputs of which only recipes are known are made', async () => {
  const { root, remove } = await repository({ 'x.npy': writeNpy(tensor('uint8', [2], new Uint8Array([7, 9]))) });
  const recipes: Recipes = {
    tokens: { shape: [2, 3], dtype: 'int64', value: 4 },
    scale: { shape: [1], value: 0.5 },
    bytes: { file: 'x.npy' },
    list: [[1, 2, 3]],
  };
  const signature = await signatureOfRecipes(root, recipes);
  if (signature === null) throw new Error('there are recipes');
  const files = await readRecipeFiles(root, recipes, signature);
  expect(synthesise(signature, { recipes, files }, 0)).toMatchObject({
    tokens: { dtype: 'int64', shape: [2, 3] },
    scale: { dtype: 'float32', shape: [1] },
    bytes: { dtype: 'uint8', shape: [2] },
    list: { dtype: 'float32', shape: [1, 3] },
  });
  await remove();
});

test('without recipes nothing is known', async () => {
  expect(await signatureOfRecipes('.', {})).toBeNull();
});

test('sizes that nobody says are asked for', async () => {
  const recipes = { x: 'ones' } as const;
  const signature = await signatureOfRecipes('.', recipes);
  expect(() => synthesise(signature ?? { inputs: [], outputs: [] }, { recipes }, 0)).toThrow(
    /does not declare the rank of input x[\s\S]*give its shape/,
  );
});

test('an element type that is not that of the model is a mistake', () => {
  const type = { kind: 'tensor', dtype: 'float32', shape: [2] } as const;
  const recipes = { x: { dtype: 'int64' } } as const;
  expect(() => synthesise({ inputs: [{ name: 'x', type }], outputs: [] }, { recipes }, 0)).toThrow(
    'its `dtype` is int64, that of the model float32',
  );
});
