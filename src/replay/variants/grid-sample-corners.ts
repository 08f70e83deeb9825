import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether −1 and 1 are the centres of the outermost pixels or their outer edges. */
export const gridSampleCorners: Variant = {
  id: 'grid-sample-corners',
  readings(operator) {
    if (operator.type !== 'GridSample') return [];
    const aligned = intOf(operator.node, 'align_corners', 0) !== 0;
    return [
      {
        asIf: aligned ? 'the corners were not aligned' : 'the corners were aligned',
        fix: null,
        computed: withAttributes(operator, { align_corners: intAttribute('align_corners', aligned ? 0 : 1) }),
      },
    ];
  },
};
