import { contentOf, dtypeOf, type Recipes } from '../config/recipe.js';
import type { Signature } from '../types.js';
import { readNpy } from './npy.js';
import { readCommitted } from './read-committed.js';

/**
 * The inputs of a model whose format does not record them, as far as recipes describe them: all that have one, of the
 * element type that the recipe or its file has, else float32. Null without recipes.
 * @throws UserError when a file cannot be read
 */
export async function signatureOfRecipes(root: string, recipes: Recipes): Promise<Signature | null> {
  const inputs = await Promise.all(
    Object.entries(recipes).map(async ([name, recipe]) => {
      const content = contentOf(recipe);
      const file = content.kind === 'file' ? await readCommitted(root, content.path, (bytes) => readNpy(bytes)) : null;
      const dtype = dtypeOf(recipe) ?? file?.dtype ?? 'float32';
      return { name, type: { kind: 'tensor', dtype, shape: null } } as const;
    }),
  );
  return inputs.length === 0 ? null : { inputs, outputs: [] };
}
