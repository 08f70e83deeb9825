import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A reduction that leaves an axis of size 1 where it should leave none, or the other way round. */
export const keptAxes: Variant = {
  id: 'kept-axes',
  readings(operator) {
    if (!/^(Reduce|ArgM)/.test(operator.type)) return [];
    const kept = intOf(operator.node, 'keepdims', 1) !== 0;
    const to = intAttribute('keepdims', kept ? 0 : 1);
    return [
      {
        asIf: kept ? 'the axes that it runs over were taken out' : 'the axes that it runs over were kept, with size 1',
        fix: kept ? 'write keepdims 0, and an Unsqueeze behind it' : 'write keepdims 1, and a Squeeze behind it',
        computed: withAttributes(operator, { keepdims: to }),
      },
    ];
  },
};
