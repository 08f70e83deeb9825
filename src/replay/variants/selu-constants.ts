import { attributeOf, floatAttribute } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Defaults of ONNX since operator set 6, in float32. */
const EXACT = { alpha: 1.6732631921768188, gamma: 1.0507010221481323 };
/** The same constants as they are written in short. */
const SHORT = [
  { alpha: 1.67326, gamma: 1.0507 },
  { alpha: 1.6732, gamma: 1.0507 },
] as const;

/** Defaults that a runtime has with fewer digits than ONNX. */
export const seluConstants: Variant = {
  id: 'selu-constants',
  readings(operator) {
    if (operator.type !== 'Selu') return [];
    const own = (name: 'alpha' | 'gamma') => attributeOf(operator.node, name)?.f ?? EXACT[name];
    const isDefault = (name: 'alpha' | 'gamma') => Math.abs(own(name) - EXACT[name]) < 1e-7;
    if (!isDefault('alpha') && !isDefault('gamma'))
      return [
        {
          asIf: 'its alpha and gamma were ignored',
          fix: null,
          computed: withAttributes(operator, { alpha: null, gamma: null }),
        },
      ];
    if (!isDefault('alpha') || !isDefault('gamma')) return [];
    const isStated = ['alpha', 'gamma'].every((name) => attributeOf(operator.node, name) !== undefined);
    const fix = isStated ? null : 'write alpha and gamma into the node, so that no runtime has to know their defaults';
    return SHORT.map(({ alpha, gamma }) => ({
      asIf: `alpha was ${alpha} instead of 1.6732632, and gamma ${gamma} instead of 1.050701`,
      fix,
      computed: withAttributes(operator, {
        alpha: floatAttribute('alpha', alpha),
        gamma: floatAttribute('gamma', gamma),
      }),
    }));
  },
};
