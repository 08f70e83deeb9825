import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether the reset gate of a GRU is applied before or after the multiplication by the recurrent weights. */
export const gruReset: Variant = {
  id: 'gru-reset',
  readings(operator) {
    if (operator.type !== 'GRU') return [];
    const after = intOf(operator.node, 'linear_before_reset', 0) !== 0;
    return [
      {
        asIf: `the reset gate was applied ${after ? 'before' : 'after'} the recurrent weights`,
        fix: after ? null : 'export with linear_before_reset=1 (reset_after=True), or unroll the layer',
        computed: withAttributes(operator, { linear_before_reset: intAttribute('linear_before_reset', after ? 0 : 1) }),
      },
    ];
  },
};
