import { formatElement } from '../../number-format.js';
import { attributeOf, floatAttribute } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** The bias inside the root is a whole number in some kernels. */
export const lrnBias: Variant = {
  id: 'lrn-bias',
  readings(operator) {
    if (operator.type !== 'LRN') return [];
    const bias = attributeOf(operator.node, 'bias')?.f ?? 1;
    const beta = attributeOf(operator.node, 'beta')?.f ?? 0.75;
    const cut = Math.trunc(bias);
    if (cut === bias) return [];
    const [from, power] = [formatElement(bias), formatElement(-beta)];
    return [
      {
        asIf: `its \`bias\` was cut to a whole number, ${cut} instead of ${from}`,
        fix: `give LRN a \`bias\` of 1, divide its \`alpha\` by ${from}, and multiply what it makes by ${from} to the power of ${power}`,
        computed: withAttributes(operator, { bias: floatAttribute('bias', cut) }),
      },
    ];
  },
};
