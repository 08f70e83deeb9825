import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const MODES = ['constant', 'reflect', 'edge'];

/** What a Pad puts around. */
export const padMode: Variant = {
  id: 'pad-mode',
  readings(operator) {
    if (operator.type !== 'Pad') return [];
    const own = textOf(attributeOf(operator.node, 'mode')) ?? 'constant';
    return MODES.filter((mode) => mode !== own).map((mode) => ({
      asIf: `the border was padded by ${mode} instead of ${own}`,
      fix: null,
      computed: withAttributes(operator, { mode: stringAttribute('mode', mode) }),
    }));
  },
};
