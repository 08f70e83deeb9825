import { keysSchema, type Tree } from './program-schema.js';

const LISTS: readonly (string | null)[] = ['builtins.tuple', 'builtins.list'];
const DICTIONARIES: readonly (string | null)[] = ['builtins.dict', 'collections.OrderedDict'];

/**
 * Names for the tensors in a tree, in its order: a single one is called `name`, several by their position or key, as in
 * the adapters (worker/portability/torch.py).
 * @param keyed the name for a dictionary's value under a key
 * @returns null for containers of other kinds
 */
export function leafNames(tree: Tree, name: string, keyed: (name: string, key: string) => string): string[] | null {
  if (tree.type === null) return [name];
  const names = childNames(tree, name, keyed);
  if (names?.length !== tree.children_spec.length) return null;
  const leaves = tree.children_spec.map((child, place) => leafNames(child, names[place] ?? '', keyed));
  return leaves.includes(null) ? null : leaves.flatMap((inner) => inner ?? []);
}

function childNames(
  { type, context, children_spec: children }: Tree,
  name: string,
  keyed: (name: string, key: string) => string,
): string[] | null {
  if (LISTS.includes(type)) return children.map((_, place) => `${name}_${place}`);
  if (!DICTIONARIES.includes(type)) return null;
  return keysOf(context)?.map((key) => keyed(name, key)) ?? null;
}

export function keysOf(context: string | null): string[] | null {
  const keys = keysSchema.safeParse(JSON.parse(context ?? 'null'));
  return keys.success ? keys.data.map(String) : null;
}
