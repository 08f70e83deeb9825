import { replaceTensor } from '../edit-node.js';
import { findWeights } from '../find-weights.js';
import type { Mutation } from '../mutation.js';
import { numbersOf, withNumbers } from '../tensor-numbers.js';

/** A scale that was folded wrongly into the weights, from hardly visible to gross. */
function scaleWeight(factor: number): Mutation {
  return {
    id: `scale-weight-${factor}`,
    title: `one weight matrix times ${factor}`,
    sites: ({ nodes }) =>
      findWeights(nodes).map(({ tensor, where }) => ({
        where,
        edit() {
          const weight = numbersOf(tensor);
          if (weight === null || weight.numbers.every((value) => value === 0)) return null;
          const scaled = weight.numbers.map((value) => value * factor);
          return replaceTensor(tensor, withNumbers(tensor, weight.dtype, scaled));
        },
      })),
  };
}

export const scaleWeights: readonly Mutation[] = [1.001, 1.01, 1.1].map(scaleWeight);
