import { z } from 'zod';
import { DTYPES, type DType } from '../tensor/dtype.js';

const element = z.union([z.number(), z.string(), z.boolean()]);
const list = z.array(z.union([element, z.array(z.unknown())]));

const CONTENTS = ['range', 'normal', 'file', 'choices', 'value'] as const;

const detailed = z
  .strictObject({
    shape: z
      .array(z.int().min(0))
      .max(32)
      .optional()
      .describe('Sizes of its dimensions; those of the signature when left out'),
    dtype: z
      .enum(Object.keys(DTYPES) as DType[])
      .optional()
      .describe(
        'Element type, for formats that do not record it, as TorchScript; float32, or that of its file, when left out',
      ),
    range: z
      .tuple([z.number(), z.number()])
      .refine(([low, high]) => low < high, 'the first must be smaller than the second')
      .optional()
      .describe('[low, high): integers below high for integer inputs, uniform for float inputs'),
    normal: z
      .tuple([z.number(), z.number().min(0)])
      .optional()
      .describe('[mean, standard deviation], float inputs only'),
    file: z.string().min(1).optional().describe('A .npy file, relative to the repository'),
    choices: z.array(element).min(1).optional().describe('Each element is one of these values'),
    value: z.union([element, list]).optional().describe('A constant, or all elements as a flat or nested list'),
  })
  .refine(
    (recipe) => CONTENTS.filter((key) => recipe[key] !== undefined).length <= 1,
    `give at most one of ${CONTENTS.join(', ')}`,
  );

/** How one input is made when there are no goldens. */
export const recipeSchema = z
  .union([
    z.enum(['ones', 'zeros']),
    z.number().describe('Every element'),
    z.boolean().describe('Every element'),
    list.describe('All elements, flat or nested'),
    detailed,
  ])
  .describe('How an input is synthesised: ones, zeros, a constant, a list, or the keys below');

export type Recipe = z.infer<typeof recipeSchema>;
/** Recipes by input name; inputs without one get the default of their dtype. */
export type Recipes = Readonly<Record<string, Recipe>>;

/** What fills an input. `default`: the default of its dtype. */
export type Content =
  | { readonly kind: 'default' }
  | { readonly kind: 'constant'; readonly literal: unknown }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'choices'; readonly choices: readonly unknown[] }
  | { readonly kind: 'file'; readonly path: string };

/** The recipe's content, however it was written. */
export function contentOf(recipe: Recipe | undefined): Content {
  if (recipe === undefined) return { kind: 'default' };
  if (recipe === 'ones') return { kind: 'constant', literal: 1 };
  if (recipe === 'zeros') return { kind: 'constant', literal: 0 };
  if (typeof recipe !== 'object' || Array.isArray(recipe)) return { kind: 'constant', literal: recipe };
  const { range, normal, file, choices, value } = recipe;
  if (range !== undefined) return { kind: 'range', low: range[0], high: range[1] };
  if (normal !== undefined) return { kind: 'normal', mean: normal[0], deviation: normal[1] };
  if (file !== undefined) return { kind: 'file', path: file };
  if (choices !== undefined) return { kind: 'choices', choices };
  if (value !== undefined) return { kind: 'constant', literal: value };
  return { kind: 'default' };
}

/** The element type that a recipe sets. */
export function dtypeOf(recipe: Recipe | undefined): DType | undefined {
  return typeof recipe === 'object' && !Array.isArray(recipe) ? recipe.dtype : undefined;
}

/** The shape that a recipe sets, null when it leaves that to the signature. */
export function shapeOf(recipe: Recipe | undefined): readonly number[] | null {
  return typeof recipe === 'object' && !Array.isArray(recipe) ? (recipe.shape ?? null) : null;
}
