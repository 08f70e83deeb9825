import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Which of several equal extremes ArgMax and ArgMin point at. */
export const extremeOfTies: Variant = {
  id: 'extreme-of-ties',
  readings(operator) {
    if (!['ArgMax', 'ArgMin'].includes(operator.type) || operator.opset < 12) return [];
    const last = intOf(operator.node, 'select_last_index', 0) !== 0;
    return [
      {
        asIf: `of equal extremes the ${last ? 'first' : 'last'} was taken`,
        fix: null,
        computed: withAttributes(operator, { select_last_index: intAttribute('select_last_index', last ? 0 : 1) }),
      },
    ];
  },
};
