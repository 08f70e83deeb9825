import { attributeOf, floatAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** ONNX divides alpha by the size of the window; TensorFlow's operator of the same name does not. */
export const lrnAlpha: Variant = {
  id: 'lrn-alpha',
  readings(operator) {
    if (operator.type !== 'LRN') return [];
    const alpha = attributeOf(operator.node, 'alpha')?.f ?? 1e-4;
    const size = intOf(operator.node, 'size', 1);
    const reading = (asIf: string, factor: number) => ({
      asIf,
      fix: null,
      computed: withAttributes(operator, { alpha: floatAttribute('alpha', alpha * factor) }),
    });
    return [
      reading('alpha was not divided by the size of the window', size),
      reading('alpha was divided by the size of the window twice', 1 / size),
    ];
  },
};
