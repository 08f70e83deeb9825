import { Malformed } from '../bytes/malformed.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import { forEachTensor } from '../onnx/graph-walk.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { inFloat64, isNarrowFloat } from './float64-values.js';

type Model = onnx.ModelProto.$Properties;
type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type Attribute = onnx.AttributeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;
type TypeProto = onnx.TypeProto.$Properties;

const FLOAT64 = 11;
/** AttributeProto.AttributeType.TENSOR. */
const TENSOR = 4;

/** Operators whose result is not a function of exact numbers: they draw, or round to a grid on which float32 decides ties. */
const WITHOUT_TRUTH =
  /^(Random|Bernoulli$|Multinomial$|QuantizeLinear$|DynamicQuantize|DequantizeLinear$|QLinear|QGemm$|.*Integer$|QAttention$|MatMulNBits$)/;
/** Inputs that stay float32 whatever the other types are (ONNX operator specification). */
const FLOAT32_INPUTS: Readonly<Record<string, number>> = { Resize: 2, Upsample: 1 };
/** Attributes that name an element type. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_datatype']);

/**
 * Turns a model that is in memory into the same computation in float64, in place: its inputs, outputs, constants and
 * casts. What the graph states of the types in between is left out: it is derived again.
 * @returns whether there is such a computation: not for models that draw random numbers or round to a grid
 */
export function toFloat64(model: Model): boolean {
  const kept = new Set<string>();
  let possible = true;
  forEachTensor(model, {
    node({ opType, input }) {
      if (WITHOUT_TRUTH.test(opType ?? '')) possible = false;
      const place = FLOAT32_INPUTS[opType ?? ''];
      const name = place === undefined ? '' : (input?.[place] ?? '');
      if (name !== '') kept.add(name);
    },
  });
  if (!possible) return false;
  try {
    forEachTensor(model, {
      node: (node) => retypeNode(node, kept),
      tensor: (tensor, name) => {
        if (!kept.has(name)) retypeTensor(tensor);
      },
    });
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
  if (model.graph != null) retypeGraph(model.graph);
  for (const fn of model.functions ?? []) fn.valueInfo = [];
  model.trainingInfo = [];
  return true;
}

function retypeGraph(graph: Graph): void {
  for (const { type } of [...(graph.input ?? []), ...(graph.output ?? [])]) retype(type);
  graph.valueInfo = [];
}

function retype(type: TypeProto | null | undefined): void {
  if (type == null) return;
  const { tensorType, sparseTensorType, sequenceType, optionalType, mapType } = type;
  for (const tensor of [tensorType, sparseTensorType]) if (tensor != null) tensor.elemType = wide(tensor.elemType ?? 0);
  for (const inner of [sequenceType?.elemType, optionalType?.elemType, mapType?.valueType]) retype(inner);
}

const wide = (elemType: number): number => (isNarrowFloat(dtypeOfOnnx(elemType)) ? FLOAT64 : elemType);

function retypeTensor(tensor: TensorProto): void {
  if (!isNarrowFloat(dtypeOfOnnx(tensor.dataType ?? 0))) return;
  const value = tensorOfProto(tensor);
  if (value.dtype === 'string') return;
  tensor.rawData = inFloat64(value).bytes;
  tensor.dataType = FLOAT64;
  tensor.floatData = [];
  tensor.int32Data = [];
}

function retypeNode(node: Node, kept: ReadonlySet<string>): void {
  const [output = ''] = node.output ?? [];
  const attributes = node.attribute ?? [];
  for (const attribute of attributes) {
    for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) if (graph != null) retypeGraph(graph);
    if (TYPE_ATTRIBUTES.has(attribute.name ?? '') && attribute.i != null) attribute.i = wide(Number(attribute.i));
  }
  if (node.opType === 'Constant' && !kept.has(output)) node.attribute = attributes.map(constantInFloat64);
  // Without a value it fills with float32 zeros.
  if (node.opType === 'ConstantOfShape' && attributes.length === 0) node.attribute = [doubles([1], [0])];
}

/** A float, or list of floats, is float32 by its kind of attribute: as a tensor it can be float64. */
function constantInFloat64(attribute: Attribute): Attribute {
  if (attribute.name === 'value_float') return doubles([], [attribute.f ?? 0]);
  if (attribute.name === 'value_floats') return doubles([attribute.floats?.length ?? 0], attribute.floats ?? []);
  return attribute;
}

function doubles(dims: number[], numbers: readonly number[]): Attribute {
  return { name: 'value', type: TENSOR, t: { dims, dataType: FLOAT64, doubleData: [...numbers] } };
}
