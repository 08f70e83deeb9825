import { Malformed } from '../bytes/malformed.js';
import { messageOf } from '../errors.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { dtypeOfOnnx, ONNX_NUMBERS } from '../onnx/data-type.js';
import { isStandard } from '../onnx/element-types.js';
import { namesReadBy, partOfModel } from '../onnx/part-of-model.js';
import { onnx } from '../onnx/proto/onnx.js';
import { wholeModel } from '../onnx/whole-model.js';
import type { PackedTensor, Tensor, Values } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import type { OperatorQuestion } from './operator-question.js';

export type Model = onnx.ModelProto.$Properties;
export type Graph = onnx.GraphProto.$Properties;
export type Node = onnx.NodeProto.$Properties;
export type TensorProto = onnx.TensorProto.$Properties;

export type Tensors = Readonly<Record<string, Tensor>>;

/** One operator, or a few that fail only together, as a model of its own with the weights that it needs and no others. */
export interface OperatorAlone {
  /** Without inputs and outputs: these follow from the values. */
  readonly model: Model;
  /** The operators, in order, without those that only make constants. */
  readonly nodes: readonly [Node, ...Node[]];
  readonly inputs: Tensors;
  readonly outputs: readonly OutputType[];
}

export interface OutputType {
  readonly name: string;
  readonly dtype: Tensor['dtype'];
  readonly rank: number;
}

/** A fault says why the operator cannot be a model of its own. */
export function operatorAlone({ path, inputs, expected }: OperatorQuestion): OperatorAlone | { readonly fault: Fault } {
  const [given, outputs] = [tensorsOf(inputs), tensorsOf(expected)];
  if (given === null || outputs === null)
    return { fault: { what: 'it reads or makes a sequence, a map or an optional value' } };
  let model: Model;
  try {
    model = wholeModel(path);
  } catch (error) {
    // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
    return { fault: { what: 'the ONNX model that it is in cannot be read', why: messageOf(error) } };
  }
  const { varying, constant } = bySource(model.graph ?? {}, given);
  const cuts = Object.entries({ ...varying, ...constant }).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const ends = Object.entries(outputs).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const part = partOfModel(model, cuts, ends);
  if (part === null)
    return { fault: { what: `${Object.keys(outputs).join(', ')} is made by no operator of the graph` } };
  const missing = (part.graph?.input ?? []).filter(({ name }) => !Object.hasOwn(given, name ?? ''));
  if (missing.length > 0)
    return { fault: { what: `it reads ${missing.map(({ name }) => name).join(', ')}, whose values are not known` } };
  const held = Object.entries(constant).map(([name, value]) => protoOf(name, value));
  const own = stripped(part, held);
  const [first, ...rest] = (own.graph?.node ?? []).filter((node) => !(isStandard(node) && node.opType === 'Constant'));
  if (first === undefined) return { fault: { what: 'it is a constant' } };
  return {
    model: own,
    nodes: [first, ...rest],
    inputs: varying,
    outputs: Object.entries(outputs).map(([name, { dtype, shape }]) => ({ name, dtype, rank: shape.length })),
  };
}

function tensorsOf(values: Values): Tensors | null {
  const tensors = Object.entries(values).flatMap(([name, value]) =>
    value.kind === 'tensor' ? [[name, value] as const] : [],
  );
  return tensors.length === Object.keys(values).length ? Object.fromEntries(tensors) : null;
}

/**
 * What follows from the weights alone is a weight of the operator: runtimes treat it as one in the whole model. Weights
 * that the graph holds by name come with the part.
 */
function bySource(graph: Graph, given: Tensors): { varying: Tensors; constant: Tensors } {
  const held = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
  const inputs = new Set((graph.input ?? []).map(({ name }) => name ?? '').filter((name) => !held.has(name)));
  const makers = new Map(
    (graph.node ?? []).flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)),
  );
  const known = new Map<string, boolean>();
  const varies = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const maker = makers.get(name);
    const found = inputs.has(name) || (maker !== undefined && (draws(maker) || namesReadBy(maker).some(varies)));
    known.set(name, found);
    return found;
  };
  const isPlain = (name: string) => held.has(name) || makers.get(name)?.opType === 'Constant';
  const entries = Object.entries(given).filter(([name]) => !isPlain(name));
  return {
    varying: Object.fromEntries(entries.filter(([name]) => varies(name))),
    constant: Object.fromEntries(entries.filter(([name]) => !varies(name))),
  };
}

const draws = ({ opType }: Node): boolean => /^(Random|Bernoulli|Multinomial)/.test(opType ?? '');

/** Without what says nothing about the operator: names of scopes, texts, and what an exporter noted. */
function stripped({ irVersion, opsetImport, functions, graph }: Model, held: readonly TensorProto[]): Model {
  const node = (graph?.node ?? []).map(({ docString: _, metadataProps: __, ...one }) => one);
  const initializer = (graph?.initializer ?? []).map(({ docString: _, ...tensor }) => tensor);
  const used = new Set(node.map(({ opType }) => opType));
  return {
    irVersion: irVersion ?? 8,
    opsetImport: opsetImport ?? [],
    producerName: 'model-portability-gate',
    functions: (functions ?? []).filter(({ name }) => used.has(name)),
    graph: { name: 'operator', node, initializer: [...initializer, ...held] },
  };
}

/** The tensor as a weight of that name. */
export function protoOf(name: string, value: Tensor): TensorProto {
  const { dtype, shape } = value;
  const about = { name, dims: [...shape], dataType: ONNX_NUMBERS[dtype] };
  return value.dtype === 'string'
    ? { ...about, stringData: value.strings.map((text) => new TextEncoder().encode(text)) }
    : { ...about, rawData: value.bytes };
}

/** Sizes of the outputs, by name. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

export interface Declared {
  /** Left open where they are not known yet. */
  readonly shapes?: Shapes;
  /** Declares the sizes of the inputs as open too. */
  readonly open?: boolean;
}

/** The file of the model. */
export function bytesOfModel(
  { model, inputs, outputs }: OperatorAlone,
  { shapes = {}, open = false }: Declared = {},
): Uint8Array {
  const input = Object.entries(inputs).map(([name, { dtype, shape }]) =>
    port(name, dtype, open ? shape.map((_, axis) => `${name}_${axis}`) : shape),
  );
  const output = outputs.map(({ name, dtype, rank }) =>
    port(
      name,
      dtype,
      (open ? undefined : shapes[name]) ?? Array.from({ length: rank }, (_, axis) => `${name}_${axis}`),
    ),
  );
  return onnx.ModelProto.encode({ ...model, graph: { ...model.graph, input, output } }).finish();
}

function port(
  name: string,
  dtype: Tensor['dtype'],
  sizes: readonly (number | string)[],
): onnx.ValueInfoProto.$Properties {
  const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ONNX_NUMBERS[dtype], shape: { dim } } } };
}

/** The value of a weight that the model holds by name; null for what is none, and for strings. */
export function weightOf({ graph }: Model, name: string): PackedTensor | null {
  const held = (graph?.initializer ?? []).find((tensor) => tensor.name === name);
  const maker = (graph?.node ?? []).find(({ output, opType }) => opType === 'Constant' && output?.[0] === name);
  const proto = held ?? maker?.attribute?.find((attribute) => attribute.name === 'value')?.t;
  if (proto == null || dtypeOfOnnx(proto.dataType ?? 0) === undefined) return null;
  try {
    const value = tensorOfProto(proto);
    return value.dtype === 'string' ? null : value;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
