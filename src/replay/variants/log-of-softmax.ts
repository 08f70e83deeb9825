import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** The logarithm of a probability that became zero is infinite. */
export const logOfSoftmax: Variant = {
  id: 'log-of-softmax',
  readings(operator) {
    const { type, node } = operator;
    if (type !== 'LogSoftmax') return [];
    const list = nodeList(operator);
    const probabilities = list.add('Softmax', [node.input?.[0] ?? ''], ...(node.attribute ?? []));
    return [
      {
        asIf: 'the logarithm was taken of a finished Softmax, which loses what is far below the largest',
        fix: 'write it as x − max − log(sum(exp(x − max))) in the graph',
        computed: list.end('Log', [probabilities]),
      },
    ];
  },
};
