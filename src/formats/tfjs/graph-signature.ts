import { damaged } from '../../bytes/malformed.js';
import type { Dimension, Port, Signature, ValueType } from '../../types.js';
import { elementTypeOf } from './element-type.js';
import type { GraphModelJson, GraphNode, TensorInfo } from './tfjs-schema.js';

/** Tables and variables, which the graph creates for itself. */
const RESOURCE = new Set<string | number>(['DT_RESOURCE', 20]);
/** Attributes with the type of a node's result, the most certain first. */
const RESULT_TYPES = ['T', 'dtype', 'DstT', 'output_type', 'out_type', 'Tout'];

export interface GraphEnds {
  readonly signature: Signature;
  /** By input and output: the tensor of the graph behind it. */
  readonly tensorNames: Readonly<Record<string, string>>;
}

/**
 * The inputs and outputs of a graph: those of its signature or, in models of old converters, its placeholders and the
 * nodes whose results no other node uses.
 */
export function graphSignature(json: GraphModelJson): GraphEnds {
  const signature = json.userDefinedMetadata?.signature ?? json.signature;
  const outputs = Object.entries(signature?.outputs ?? {});
  if (outputs.length === 0) return endsOf(json.modelTopology.node);
  const inputs = Object.entries(signature?.inputs ?? {}).filter(([, { dtype }]) => !RESOURCE.has(dtype ?? 0));
  const port = ([name, info]: [string, TensorInfo]): Port => ({ name, type: typeOf(name, info) });
  const names = [...inputs, ...outputs].flatMap(([key, { name }]) =>
    name === undefined || name === key ? [] : [[key, name]],
  );
  return {
    signature: { inputs: inputs.map(port), outputs: outputs.map(port) },
    tensorNames: Object.fromEntries(names),
  };
}

function endsOf(nodes: readonly GraphNode[]): GraphEnds {
  const used = new Set(nodes.flatMap(({ input }) => (input ?? []).map((name) => name.replace(/^\^|:.*$/g, ''))));
  const inputs = nodes.filter(({ op }) => op.startsWith('Placeholder'));
  const outputs = nodes.filter(({ name, op }) => !used.has(name) && op !== 'Const' && !op.startsWith('Placeholder'));
  const input = ({ name, attr }: GraphNode): Port => ({
    name,
    type: typeOf(name, { dtype: attr?.dtype?.type, tensorShape: attr?.shape?.shape }),
  });
  const output = ({ name, attr }: GraphNode): Port => {
    const said = RESULT_TYPES.map((key) => attr?.[key]?.type).find((type) => type !== undefined);
    return { name, type: typeOf(name, { dtype: said }) };
  };
  return { signature: { inputs: inputs.map(input), outputs: outputs.map(output) }, tensorNames: {} };
}

function typeOf(name: string, { dtype: said, tensorShape }: Pick<TensorInfo, 'dtype' | 'tensorShape'>): ValueType {
  const dtype = said === undefined ? null : elementTypeOf(said);
  if (dtype === null)
    throw damaged(
      `the element type of ${name} is ${said === undefined ? 'missing' : `${said}, which TensorFlow.js does not have`}`,
    );
  const known = tensorShape !== undefined && tensorShape.unknownRank !== true;
  return { kind: 'tensor', dtype, shape: known ? (tensorShape.dim ?? []).map(dimensionOf) : null };
}

/** In JSON, protobuf writes 64-bit numbers as strings and omits zeros. */
function dimensionOf({ size }: { readonly size?: string | number | undefined }): Dimension {
  const number = Number(size ?? 0);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}
