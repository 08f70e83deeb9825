import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether a last window that is only partly within the input counts: the output has another size. */
export const poolCeiling: Variant = {
  id: 'pool-ceiling',
  readings(operator) {
    if (!['AveragePool', 'MaxPool', 'LpPool'].includes(operator.type) || operator.opset < 10) return [];
    const up = intOf(operator.node, 'ceil_mode', 0) !== 0;
    return [
      {
        asIf: up ? 'windows that are partly outside were left out' : 'windows that are partly outside were added',
        fix: up ? 'export with ceil_mode=False, and a Pad of its own where the last window needs it' : null,
        computed: withAttributes(operator, { ceil_mode: intAttribute('ceil_mode', up ? 0 : 1) }),
      },
    ];
  },
};
