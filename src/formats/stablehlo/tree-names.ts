/** Names of a function's tensors in JAX's trees of lists and dictionaries, as in portability/jax.py. */
export type Tree =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'dictionary'; readonly items: readonly (readonly [string, Tree])[] };

/** From the tree of a call's arguments: first the positional ones, then those by keyword. Null for any other tree. */
export function argumentNames(tree: Tree): readonly string[] | null {
  if (tree.kind !== 'list') return null;
  const [places, keywords] = tree.items;
  if (places?.kind !== 'list' || keywords?.kind !== 'dictionary') return null;
  return unique([...places.items.flatMap((item, index) => namesIn(item, `arg${index}`)), ...namesIn(keywords, '')]);
}

export function outputNames(tree: Tree): readonly string[] | null {
  return unique(namesIn(tree, 'output'));
}

/** Dictionaries contribute their keys, lists the position. */
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

/** Null where two tensors would have the same name. */
function unique(names: readonly string[]): readonly string[] | null {
  return new Set(names).size === names.length ? names : null;
}
