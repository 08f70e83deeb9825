import { contentOf, type Recipes } from '../config/recipe.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Signature } from '../types.js';
import { readNpy } from './npy.js';
import { readCommitted } from './read-committed.js';

/**
 * The arrays that recipes refer to with `file:`, by input name, for the inputs that the model has.
 * @throws UserError when a file cannot be read
 */
export async function readRecipeFiles(
  root: string,
  recipes: Recipes,
  signature: Signature,
): Promise<Map<string, Tensor>> {
  const files = new Map<string, Tensor>();
  for (const { name, type } of signature.inputs) {
    const content = contentOf(Object.hasOwn(recipes, name) ? recipes[name] : undefined);
    if (content.kind !== 'file') continue;
    const expected = type.kind === 'tensor' ? type.dtype : null;
    files.set(name, await readCommitted(root, content.path, (bytes) => readNpy(bytes, expected)));
  }
  return files;
}
