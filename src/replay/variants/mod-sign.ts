import { intOf } from '../../onnx/attributes.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** The sign of a remainder: Python's follows the divisor, C's the dividend. */
export const modSign: Variant = {
  id: 'mod-sign',
  readings(operator) {
    if (operator.type !== 'Mod' || operator.input(0) === null) return [];
    const [a = '', b = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    if (intOf(operator.node, 'fmod', 0) === 0)
      return [
        {
          asIf: 'the remainder had the sign of the dividend instead of that of the divisor',
          fix: null,
          computed: list.end('Mod', [a, b], { name: 'fmod', type: 2, i: 1 }),
        },
      ];
    // The remainder of a remainder plus the divisor has the divisor's sign.
    const first = list.add('Mod', [a, b], { name: 'fmod', type: 2, i: 1 });
    const computed = list.end('Mod', [list.add('Add', [first, b]), b], { name: 'fmod', type: 2, i: 1 });
    return [{ asIf: 'the remainder had the sign of the divisor instead of that of the dividend', fix: null, computed }];
  },
};
