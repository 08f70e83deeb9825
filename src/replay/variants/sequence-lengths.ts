import { withInputs } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Sequences of different lengths in one batch: the shorter ones end early. */
export const sequenceLengths: Variant = {
  id: 'sequence-lengths',
  readings(operator) {
    if (!['LSTM', 'GRU', 'RNN'].includes(operator.type) || (operator.node.input?.[4] ?? '') === '') return [];
    return [
      {
        asIf: 'sequence_lens was ignored: every sequence ran to the end',
        fix: 'run each sequence by itself, or mask what lies beyond its end in the graph',
        computed: withInputs(operator, { 4: '' }),
      },
    ];
  },
};
