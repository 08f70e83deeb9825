import { expect, test } from 'vitest';
import { z } from 'zod';
import { recipeSchema } from '../../src/config/recipe.js';

test.each([
  ['ones'],
  ['zeros'],
  [0.5],
  [true],
  [[1, 2]],
  [[[1], [2]]],
  [{ shape: [1, 3], range: [0, 255] }],
  [{ normal: [0, 2] }],
  [{ file: 'data/x.npy' }],
  [{ choices: ['a', 'b'] }],
  [{ shape: [2], value: '9223372036854775807' }],
])('%j is a recipe', (recipe) => {
  expect(recipeSchema.parse(recipe)).toEqual(recipe);
});

test.each([
  ['twos'],
  [null],
  [{ range: [2, 1] }],
  [{ normal: [0, -1] }],
  [{ shape: [-1] }],
  [{ choices: [] }],
  [{ ranges: [0, 1] }],
  [{ range: [0, 1], normal: [0, 1] }],
])('%j is none', (recipe) => {
  expect(recipeSchema.safeParse(recipe).success).toBe(false);
});

test('the recipe has a JSON schema', () => {
  expect(z.toJSONSchema(recipeSchema, { io: 'input' })).toMatchObject({ anyOf: expect.any(Array) });
});
