import { constantsOf } from './constants.js';
import { isStandard } from './element-types.js';
import { forEachTensor } from './graph-walk.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;

const DRAWING = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** Operators of the model that draw random numbers when it runs, sorted: `Dropout in training mode`, `RandomNormal`. */
export function randomOperators(model: onnx.ModelProto.$Properties): string[] {
  const constants = constantsOf(model.graph ?? {});
  const found = new Set<string>();
  forEachTensor(model, {
    node(node) {
      const type = node.opType ?? '';
      if (isStandard(node) && DRAWING.has(type)) found.add(type);
      if (isStandard(node) && isLiveDropout(node, constants)) found.add('Dropout in training mode');
    },
  });
  return [...found].sort();
}

/** Since operator set 12 the mode is the third input; an input that is not a constant may be true. */
function isLiveDropout({ opType, input }: Node, constants: ReadonlyMap<string, onnx.TensorProto.$Properties>): boolean {
  const mode = input?.[2] ?? '';
  if (opType !== 'Dropout' || mode === '') return false;
  const tensor = constants.get(mode);
  return tensor === undefined || tensor.int32Data?.[0] === 1 || tensor.rawData?.[0] === 1;
}
