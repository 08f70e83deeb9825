import { attributeOf, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether updates replace what is there, or are added to it, multiplied with it or compared with it. */
export const scatterReduction: Variant = {
  id: 'scatter-reduction',
  readings(operator) {
    const own = textOf(attributeOf(operator.node, 'reduction')) ?? 'none';
    if (!['ScatterND', 'ScatterElements'].includes(operator.type) || own === 'none') return [];
    return [
      {
        asIf: `updates replaced what was there (reduction none instead of ${own})`,
        fix: null,
        computed: withAttributes(operator, { reduction: null }),
      },
    ];
  },
};
