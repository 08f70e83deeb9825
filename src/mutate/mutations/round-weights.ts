import { findWeights } from '../find-weights.js';
import type { Mutation } from '../mutation.js';
import type { TensorProto } from '../scoped-nodes.js';
import { numbersOf, rounded, withNumbers } from '../tensor-numbers.js';

/** All weights of layers stored in half the bits: a conversion that nobody requested. */
function roundWeights(dtype: 'float16' | 'bfloat16'): Mutation {
  return {
    id: `round-weights-${dtype}`,
    title: `all weights rounded to ${dtype}`,
    sites: ({ nodes }) => [
      {
        where: 'the whole model',
        edit() {
          const tensors = new Map<TensorProto, TensorProto>();
          for (const { tensor } of findWeights(nodes)) {
            const weight = numbersOf(tensor);
            if (weight === null || (weight.dtype !== 'float32' && weight.dtype !== 'float64')) continue;
            const coarse = rounded(weight.numbers, dtype);
            if (coarse.some((value, index) => value !== weight.numbers[index]))
              tensors.set(tensor, withNumbers(tensor, weight.dtype, coarse));
          }
          return tensors.size === 0 ? null : { tensors };
        },
      },
    ],
  };
}

export const roundedWeights: readonly Mutation[] = (['float16', 'bfloat16'] as const).map(roundWeights);
