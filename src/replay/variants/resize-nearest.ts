import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const MODES = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

/** Which neighbour is the nearest. */
export const resizeNearest: Variant = {
  id: 'resize-nearest',
  readings(operator) {
    const { type, node, opset } = operator;
    if (type !== 'Resize' || opset < 11 || (textOf(attributeOf(node, 'mode')) ?? 'nearest') !== 'nearest') return [];
    const own = textOf(attributeOf(node, 'nearest_mode')) ?? 'round_prefer_floor';
    return MODES.filter((mode) => mode !== own).map((mode) => ({
      asIf: `the nearest pixel was chosen by ${mode} instead of ${own}`,
      fix: null,
      computed: withAttributes(operator, { nearest_mode: stringAttribute('nearest_mode', mode) }),
    }));
  },
};
