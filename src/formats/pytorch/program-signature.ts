import type { DType } from '../../tensor/dtype.js';
import type { Dimension, Port, Signature, ValueType } from '../../types.js';
import { keysOf, leafNames } from './leaf-names.js';
import { type Argument, type Program, type Size, type Tree, treeSchema } from './program-schema.js';

/** The enum ScalarType of torch/_export/serde/schema.py. */
const DTYPES: Readonly<Record<number, DType>> = {
  1: 'uint8',
  2: 'int8',
  3: 'int16',
  4: 'int32',
  5: 'int64',
  6: 'float16',
  7: 'float32',
  8: 'float64',
  10: 'complex64',
  11: 'complex128',
  12: 'bool',
  13: 'bfloat16',
  28: 'uint16',
  29: 'float8_e4m3fn',
  30: 'float8_e5m2',
  31: 'float8_e4m3fnuz',
  32: 'float8_e5m2fnuz',
  34: 'uint32',
  35: 'uint64',
};
const SYMBOL = /^Symbol\('(\w+)'[^()]*\)$/;

/**
 * The inputs and outputs of an exported program, under the names of the adapters (worker/portability/torch.py).
 * @returns null when its tensors are nested in a way for which there are no names
 */
export function programSignature({ graph_module: program }: Program): Signature | null {
  const call = program.module_call_graph.find(({ fqn }) => fqn === '')?.signature ?? null;
  const [inTree, outTree] = [treeOf(call?.in_spec), treeOf(call?.out_spec)];
  if (inTree === null || outTree === null) return null;
  const given = program.signature.input_specs.flatMap((spec) =>
    'user_input' in spec ? [spec.user_input.arg] : 'constant_input' in spec ? [null] : [],
  );
  const got = program.signature.output_specs.flatMap((spec) => ('user_output' in spec ? [spec.user_output.arg] : []));
  const inNames = inputNames(inTree, call?.forward_arg_names ?? null);
  const outNames = leafNames(outTree, 'output', (_, key) => key);
  if (inNames?.length !== given.length || outNames?.length !== got.length) return null;
  const inputs = portsOf(inNames, given, program.graph.tensor_values);
  const outputs = portsOf(outNames, got, program.graph.tensor_values);
  return inputs === null || outputs === null ? null : { inputs, outputs };
}

function treeOf(text: string | undefined): Tree | null {
  const parsed = treeSchema.safeParse(JSON.parse(text ?? 'null'));
  return parsed.success ? parsed.data[1] : null;
}

/** The tree of all arguments is a pair: positional and keyword arguments. */
function inputNames({ children_spec: [args, kwargs] }: Tree, called: readonly string[] | null): string[] | null {
  const keys = kwargs === undefined ? null : keysOf(kwargs.context);
  if (args === undefined || kwargs === undefined || keys === null || called === null) return null;
  const named = [
    ...args.children_spec.map((tree, place) => ({ tree, name: called[place] })),
    ...kwargs.children_spec.map((tree, place) => ({ tree, name: keys[place] })),
  ];
  const names = named.map(({ tree, name }) =>
    name === undefined ? null : leafNames(tree, name, (outer, key) => `${outer}_${key}`),
  );
  return names.includes(null) ? null : names.flatMap((inner) => inner ?? []);
}

/** Constants are left out; null when an element type is unknown. */
function portsOf(
  names: readonly string[],
  given: readonly (Argument | null)[],
  tensors: Program['graph_module']['graph']['tensor_values'],
): Port[] | null {
  const ports: Port[] = [];
  for (const [place, argument] of given.entries()) {
    const name = names[place] ?? '';
    if (argument === null || 'other' in argument) continue;
    if ('as_sym_int' in argument) {
      ports.push({ name, type: { kind: 'tensor', dtype: 'int64', shape: [] } });
      continue;
    }
    const type = typeOf(tensors[argument.as_tensor.name]);
    if (type === null) return null;
    ports.push({ name, type });
  }
  return ports;
}

function typeOf(value: Program['graph_module']['graph']['tensor_values'][string] | undefined): ValueType | null {
  const dtype = value === undefined ? undefined : DTYPES[value.dtype];
  if (value === undefined || dtype === undefined) return null;
  return { kind: 'tensor', dtype, shape: value.sizes.map(dimensionOf) };
}

/** A symbol, as in s77, means the same size everywhere; expressions of symbols are not evaluated. */
function dimensionOf(size: Size): Dimension {
  if ('as_int' in size) return size.as_int;
  return 'as_expr' in size ? (SYMBOL.exec(size.as_expr.expr_str)?.[1] ?? null) : null;
}
