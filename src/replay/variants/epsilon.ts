import { attributeOf } from '../../onnx/attributes.js';
import { otherFloats } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const NORMALISATIONS = [
  'BatchNormalization',
  'GroupNormalization',
  'InstanceNormalization',
  'LayerNormalization',
  'RMSNormalization',
  'com.microsoft.SkipLayerNormalization',
];
/** Defaults of frameworks. */
const OTHERS = [0, 1e-12, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];

/** What a normalisation adds to the variance. */
export const epsilon: Variant = {
  id: 'epsilon',
  readings(operator) {
    if (!NORMALISATIONS.includes(operator.type)) return [];
    const own = attributeOf(operator.node, 'epsilon')?.f ?? 1e-5;
    const others = OTHERS.filter((value) => Math.abs(value - own) > 1e-3 * own);
    return otherFloats(operator, 'epsilon', own, others).map(({ value, computed }) => ({
      asIf: `epsilon was ${value} instead of ${Number(own.toPrecision(6))}`,
      fix: null,
      computed,
    }));
  },
};
