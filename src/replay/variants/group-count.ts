import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Channels that are normalised in groups of another size. */
export const groupCount: Variant = {
  id: 'group-count',
  readings(operator) {
    const { type, node, opset } = operator;
    const channels = operator.input(0)?.shape[1] ?? 0;
    // Before, scale and bias have one number for each group, and no others for other groups.
    if (type !== 'GroupNormalization' || opset < 21) return [];
    const own = intOf(node, 'num_groups', 1);
    return Array.from({ length: channels }, (_, place) => place + 1)
      .filter((groups) => channels % groups === 0 && groups !== own)
      .map((groups) => ({
        asIf: `its channels were in ${groups} groups instead of ${own}`,
        fix: null,
        computed: withAttributes(operator, { num_groups: intAttribute('num_groups', groups) }),
      }));
  },
};
