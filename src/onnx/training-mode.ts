import { intOf } from './attributes.js';
import { isStandard } from './element-types.js';
import { forEachTensor } from './graph-walk.js';
import type { onnx } from './proto/onnx.js';

/** How many BatchNormalization nodes compute with the statistics of the batch at hand (`training_mode`, operator set 14). */
export function batchStatistics(model: onnx.ModelProto.$Properties): number {
  let found = 0;
  forEachTensor(model, {
    node(node) {
      if (isStandard(node) && node.opType === 'BatchNormalization' && intOf(node, 'training_mode', 0) === 1) found += 1;
    },
  });
  return found;
}
