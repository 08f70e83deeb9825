import { floatsAttribute } from '../../onnx/attributes.js';
import { replaceTensor, withAttribute } from '../edit-node.js';
import { findWeights } from '../find-weights.js';
import type { Mutation, Site } from '../mutation.js';
import { attributeOf, type Node, nodeInWords } from '../scoped-nodes.js';
import { numbersOf, withNumbers } from '../tensor-numbers.js';

/** A scale that was folded wrongly into the weights, from hardly visible to gross. */
function scaleWeight(factor: number): Mutation {
  return {
    id: `scale-weight-${factor}`,
    title: `one weight matrix times ${factor}`,
    sites: ({ nodes }) => [
      ...findWeights(nodes).map(({ tensor, where }) => ({
        where,
        edit() {
          const weight = numbersOf(tensor);
          if (weight === null || weight.numbers.every((value) => value === 0)) return null;
          const scaled = weight.numbers.map((value) => value * factor);
          return replaceTensor(tensor, withNumbers(tensor, weight.dtype, scaled));
        },
      })),
      ...nodes.flatMap(({ node }) => attributeSites(node, factor)),
    ],
  };
}

/** The weights of classical models (ai.onnx.ml) are attributes. */
const WEIGHT_ATTRIBUTES = ['coefficients', 'class_weights', 'target_weights'];

function attributeSites(node: Node, factor: number): Site[] {
  return WEIGHT_ATTRIBUTES.flatMap((name) => {
    const floats = attributeOf(node, name)?.floats ?? [];
    if (floats.every((value) => value === 0)) return [];
    const scaled = floatsAttribute(
      name,
      floats.map((value) => value * factor),
    );
    return [{ where: `${name} of ${nodeInWords(node)}`, edit: () => withAttribute(node, scaled) }];
  });
}

export const scaleWeights: readonly Mutation[] = [1.001, 1.01, 1.1].map(scaleWeight);
