/** What JAX calls the tensors of a function, in its trees of lists and dictionaries; as portability/jax.py does. */
export type Tree =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'dictionary'; readonly items: readonly (readonly [string, Tree])[] };

/** By the tree of what a function is called with: its arguments by place, then those by keyword. Null for no such tree. */
export function argumentNames(tree: Tree): readonly string[] | null {
  if (tree.kind !== 'list') return null;
  const [places, keywords] = tree.items;
  if (places?.kind !== 'list' || keywords?.kind !== 'dictionary') return null;
  return unique([...places.items.flatMap((item, index) => namesIn(item, `arg${index}`)), ...namesIn(keywords, '')]);
}

export function outputNames(tree: Tree): readonly string[] | null {
  return unique(namesIn(tree, 'output'));
}

/** A dictionary gives its keys, a list adds the place. */
function namesIn(tree: Tree, name: string): readonly string[] {
  switch (tree.kind) {
    case 'leaf':
      return [name];
    case 'list':
      return tree.items.flatMap((item, index) => namesIn(item, `${name}_${index}`));
    case 'dictionary':
      return tree.items.flatMap(([key, item]) => namesIn(item, key));
  }
}

/** Null where two tensors would be called the same. */
function unique(names: readonly string[]): readonly string[] | null {
  return new Set(names).size === names.length ? names : null;
}
