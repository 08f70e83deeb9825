import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** HardSwish has a slope of 1/6, HardSigmoid by default one of 0.2. */
export const hardSwish: Variant = {
  id: 'hard-swish',
  readings(operator) {
    const { type, node } = operator;
    if (type !== 'HardSwish') return [];
    const [x = ''] = node.input ?? [];
    const list = nodeList(operator);
    return [
      {
        asIf: 'its HardSigmoid had the slope 0.2 instead of 1/6',
        fix: 'write it as x · HardSigmoid(x, alpha = 1/6) in the graph',
        computed: list.end('Mul', [x, list.add('HardSigmoid', [x])]),
      },
    ];
  },
};
