/** The part of an exported program's description that declares inputs and outputs. Unknown keys are ignored. */
import { z } from 'zod';

const argument = z.union([
  z.object({ as_tensor: z.object({ name: z.string() }) }),
  z.object({ as_sym_int: z.object({ as_name: z.string() }) }),
  // Numbers, None and whatever else is not an input.
  z.looseObject({}).transform(() => ({ other: true as const })),
]);
const given = z.object({ arg: argument });

/** An argument that a node is given; of those that are not switches, nothing is known. */
const flag = z.union([
  z.object({ name: z.string(), arg: z.object({ as_bool: z.boolean() }) }),
  z.looseObject({}).transform(() => ({ other: true as const })),
]);

const size = z.union([
  z.object({ as_int: z.int() }),
  z.object({ as_expr: z.object({ expr_str: z.string() }) }),
  z.looseObject({}).transform(() => ({ other: true as const })),
]);

export const programSchema = z.object({
  graph_module: z.object({
    graph: z.object({
      nodes: z.array(z.object({ target: z.string(), inputs: z.array(flag).optional().catch(undefined) })),
      tensor_values: z.record(z.string(), z.object({ dtype: z.int(), sizes: z.array(size) })),
    }),
    signature: z.object({
      input_specs: z.array(
        z.union([
          z.object({ user_input: given }),
          z.object({ constant_input: z.looseObject({}) }),
          // Weights and the like.
          z.looseObject({}).transform(() => ({ other: true as const })),
        ]),
      ),
      output_specs: z.array(
        z.union([z.object({ user_output: given }), z.looseObject({}).transform(() => ({ other: true as const }))]),
      ),
    }),
    module_call_graph: z
      .array(
        z.object({
          fqn: z.string(),
          signature: z
            .object({
              in_spec: z.string(),
              out_spec: z.string(),
              forward_arg_names: z.array(z.string()).nullish(),
            })
            .nullish(),
        }),
      )
      .min(1),
  }),
});

export type Program = z.infer<typeof programSchema>;
export type Argument = z.infer<typeof argument>;
export type Size = z.infer<typeof size>;
/** How the tensors of all inputs, or of all outputs, are nested. */
export interface Tree {
  readonly type: string | null;
  /** The keys of a dictionary, as JSON. */
  readonly context: string | null;
  readonly children_spec: readonly Tree[];
}

const tree: z.ZodType<Tree> = z.lazy(() =>
  z.object({ type: z.string().nullable(), context: z.string().nullable(), children_spec: z.array(tree) }),
);
export const treeSchema = z.tuple([z.literal(1), tree]);
export const keysSchema = z.array(z.union([z.string(), z.int()]));
