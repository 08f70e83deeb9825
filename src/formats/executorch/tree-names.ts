/**
 * Names of a program's inputs and outputs, from the trees of arguments and results that it stores: a dictionary's keys
 * are names, everything else is named by its position, as the runtime does (executorch.py).
 */
import { z } from 'zod';

interface Tree {
  /** Null for a leaf. */
  readonly type: string | null;
  readonly context: string | null;
  readonly children_spec: readonly Tree[];
}

const treeSchema: z.ZodType<Tree> = z.lazy(() =>
  z.object({
    type: z.string().nullable(),
    context: z.string().nullable(),
    children_spec: z.array(treeSchema),
  }),
);
const documentSchema = z.tuple([z.int(), treeSchema]);
const keysSchema = z.array(z.string());

/** Null where the file has no such tree. */
export function endsOfTrees(
  inputs: string,
  outputs: string,
): { readonly inputs: readonly string[]; readonly outputs: readonly string[] } {
  const taken = parseTree(inputs);
  const given = parseTree(outputs);
  return {
    // Positional arguments are a tuple of their own, which is not part of their names.
    inputs: taken === null ? [] : leavesOf(taken, 'input').map((name) => name.replace(/^input_0_/, 'input_')),
    outputs: given === null ? [] : leavesOf(given, 'output'),
  };
}

function parseTree(text: string): Tree | null {
  try {
    return documentSchema.parse(JSON.parse(text))[1];
  } catch {
    // Programs of other exporters have none.
    return null;
  }
}

function leavesOf({ type, context, children_spec: children }: Tree, name: string): string[] {
  if (type === null) return [name];
  const keys = type.endsWith('dict') ? keysOf(context) : null;
  return children.flatMap((child, place) => leavesOf(child, keys?.[place] ?? `${name}_${place}`));
}

function keysOf(context: string | null): readonly string[] | null {
  try {
    return keysSchema.parse(JSON.parse(context ?? 'null'));
  } catch {
    return null;
  }
}
