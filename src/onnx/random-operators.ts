import { readFileSync, writeFileSync } from 'node:fs';
import { floatAttribute, intAttribute } from './attributes.js';
import { constantsOf } from './constants.js';
import { isStandard } from './element-types.js';
import { forEachTensor } from './graph-walk.js';
import { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;

const DRAWING = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** No exporter writes it. */
const OTHER_SEED = 84_017;

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

/** Draws other random numbers in the ONNX file at `path`: every runtime draws its own, whatever the seed in the file. */
export function drawOthers(path: string): void {
  const model = onnx.ModelProto.decode(readFileSync(path));
  forEachTensor(model, {
    node(node) {
      if (!isStandard(node) || (!DRAWING.has(node.opType ?? '') && node.opType !== 'Dropout')) return;
      const others = (node.attribute ?? []).filter(({ name }) => name !== 'seed');
      // Dropout states its seed as an integer.
      const seed = node.opType === 'Dropout' ? intAttribute('seed', OTHER_SEED) : floatAttribute('seed', OTHER_SEED);
      node.attribute = [...others, seed];
    },
  });
  writeFileSync(path, onnx.ModelProto.encode(model).finish());
}
