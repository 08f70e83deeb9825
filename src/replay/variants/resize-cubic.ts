import { attributeOf, floatAttribute, intAttribute, intOf, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Of Keys's cubic: frameworks take one of these. */
const COEFFICIENTS = [-0.75, -0.5];

/** The coefficient of cubic interpolation, and what it does with the pixels beyond the border. */
export const resizeCubic: Variant = {
  id: 'resize-cubic',
  readings(operator) {
    const { type, node, opset } = operator;
    if (type !== 'Resize' || opset < 11 || textOf(attributeOf(node, 'mode')) !== 'cubic') return [];
    const coefficient = attributeOf(node, 'cubic_coeff_a')?.f ?? -0.75;
    const excludes = intOf(node, 'exclude_outside', 0) !== 0;
    const others = COEFFICIENTS.filter((one) => Math.abs(one - coefficient) > 1e-3);
    const flipped = intAttribute('exclude_outside', excludes ? 0 : 1);
    const border = excludes ? 'pixels beyond the border were repeated' : 'pixels beyond the border had no weight';
    return [
      { asIf: border, fix: null, computed: withAttributes(operator, { exclude_outside: flipped }) },
      ...others.flatMap((one) => {
        const cubic = floatAttribute('cubic_coeff_a', one);
        const asIf = `the cubic coefficient was ${one} instead of ${Number(coefficient.toPrecision(6))}`;
        return [
          { asIf, fix: null, computed: withAttributes(operator, { cubic_coeff_a: cubic }) },
          {
            asIf: `${asIf}, and ${border}`,
            fix: null,
            computed: withAttributes(operator, { cubic_coeff_a: cubic, exclude_outside: flipped }),
          },
        ];
      }),
    ];
  },
};
