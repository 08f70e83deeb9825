import { isStandard } from './element-types.js';
import { forEachTensor } from './graph-walk.js';
import { numberOf } from './node-attributes.js';
import type { OnnxModel, Weight } from './onnx-model.js';
import type { onnx } from './proto/onnx.js';

/** TensorProto.DataType of float64, and of what holds fewer bits than it: floats, and complex numbers of two float32. */
const DOUBLE = 11;
const NARROWER: ReadonlySet<number> = new Set([1, 10, 14, 16, 17, 18, 19, 20]);
/** Attributes with which a node states the element type of its result. */
const STATED = ['to', 'dtype', 'output_datatype', 'output_dtype'];
/** Operators whose results are float32 unless an attribute states another type. */
const FLOAT32_BY_DEFAULT: Readonly<Record<string, string>> = {
  ConstantOfShape: 'value',
  EyeLike: 'dtype',
  RandomNormal: 'dtype',
  RandomUniform: 'dtype',
  HannWindow: 'output_datatype',
  HammingWindow: 'output_datatype',
  BlackmanWindow: 'output_datatype',
  MelWeightMatrix: 'output_datatype',
};
/** Attributes of a Constant that are float32. */
const FLOAT32_CONSTANTS = ['value_float', 'value_floats'];

/**
 * Whether a model computes with float64 and no narrower float anywhere: it says then that float32 is not enough. Where
 * anything is float32 (a cast, a constant, an operator of another domain, which may compute in it), float32 is what is
 * left of it.
 */
export function isDoubleThroughout({
  graph,
  signature,
  weights,
}: Pick<OnnxModel, 'signature'> & {
  readonly graph: onnx.ModelProto.$Properties;
  readonly weights: readonly Pick<Weight, 'dtype'>[];
}): boolean {
  const types = [...signature.inputs, ...signature.outputs].flatMap(({ type }) =>
    type.kind === 'tensor' ? [type.dtype] : ['other'],
  );
  const holds =
    types.includes('float64') && !types.some((dtype) => dtype !== 'float64' && /float|complex|other/.test(dtype));
  if (!holds || weights.some(({ dtype }) => dtype !== 'float64' && /float|complex/.test(dtype))) return false;
  let narrower = false;
  forEachTensor(graph, {
    node(node) {
      const type = node.opType ?? '';
      const has = (wanted: string) => node.attribute?.some(({ name }) => name === wanted) === true;
      const stated = Object.hasOwn(FLOAT32_BY_DEFAULT, type) ? FLOAT32_BY_DEFAULT[type] : undefined;
      if (!isStandard(node)) narrower = true;
      if (stated !== undefined && !has(stated)) narrower = true;
      if (type === 'Constant' && FLOAT32_CONSTANTS.some(has)) narrower = true;
      if (STATED.some((name) => NARROWER.has(numberOf(node, name) ?? DOUBLE))) narrower = true;
    },
    tensor({ dataType }) {
      if (NARROWER.has(dataType ?? 0)) narrower = true;
    },
  });
  return !narrower;
}
