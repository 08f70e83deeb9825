import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether a cumulative sum includes the element itself, and from which end it runs. */
export const cumulativeSum: Variant = {
  id: 'cumulative-sum',
  readings(operator) {
    if (operator.type !== 'CumSum') return [];
    return ['exclusive', 'reverse'].map((name) => {
      const set = intOf(operator.node, name, 0) !== 0;
      const computed = withAttributes(operator, { [name]: intAttribute(name, set ? 0 : 1) });
      return { asIf: `${name} was ${set ? 'not set' : 'set'}`, fix: null, computed };
    });
  },
};
