import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Whether the depth holds blocks of channels, or channels of blocks. */
export const depthToSpaceOrder: Variant = {
  id: 'depth-to-space-order',
  readings(operator) {
    if (operator.type !== 'DepthToSpace' || operator.opset < 11) return [];
    const own = textOf(attributeOf(operator.node, 'mode')) ?? 'DCR';
    const other = own === 'DCR' ? 'CRD' : 'DCR';
    const computed = withAttributes(operator, { mode: stringAttribute('mode', other) });
    return [{ asIf: `the depth was read in the order ${other} instead of ${own}`, fix: null, computed }];
  },
};
