import { dtypeOfOnnx } from '../onnx/data-type.js';
import { isStandard } from '../onnx/element-types.js';
import { forEachTensor } from '../onnx/graph-walk.js';
import { numberOf } from '../onnx/node-attributes.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { DTYPES } from '../tensor/dtype.js';

type Model = onnx.ModelProto.$Properties;
type TypeProto = onnx.TypeProto.$Properties;

/** Attributes that name an element type. */
const TYPE_ATTRIBUTES = ['to', 'dtype', 'output_datatype', 'output_dtype'];
/** Operators that may make floats of integers, and attributes that hold floats. */
const MAKES_FLOATS =
  /^(ConstantOfShape|DequantizeLinear|DynamicQuantizeLinear|TfIdfVectorizer|MelWeightMatrix|(Hann|Hamming|Blackman)Window|Random.*|Bernoulli|QLinear.*)$/;
const FLOAT_ATTRIBUTES = ['value_float', 'value_floats'];

/** Whether a model computes with any floating-point numbers; without them its own types are exact. */
export function hasFloats(model: Model): boolean {
  const { input, output } = model.graph ?? {};
  let found = [...(input ?? []), ...(output ?? [])].some(({ type }) => isFloatType(type));
  forEachTensor(model, {
    node(node) {
      const { opType } = node;
      const attribute = node.attribute ?? [];
      const fills = opType === 'ConstantOfShape' && attribute.some(({ name }) => name === 'value');
      const floats = attribute.some(({ name }) => FLOAT_ATTRIBUTES.includes(name ?? ''));
      if (!isStandard(node) || floats || (MAKES_FLOATS.test(opType ?? '') && !fills)) found = true;
      if (TYPE_ATTRIBUTES.some((name) => isFloat(numberOf(node, name) ?? 0))) found = true;
    },
    tensor({ dataType }) {
      if (isFloat(dataType ?? 0)) found = true;
    },
  });
  return found;
}

/** Types in which nothing is known to be an integer count as floats. */
function isFloatType(type: TypeProto | null | undefined): boolean {
  return type?.tensorType == null || isFloat(type.tensorType.elemType ?? 0);
}

/** TensorProto.DataType 0 is none. */
function isFloat(elemType: number): boolean {
  const dtype = dtypeOfOnnx(elemType);
  if (dtype === undefined) return elemType !== 0;
  const { kind } = DTYPES[dtype];
  return kind === 'float' || kind === 'complex';
}
