import { onnxNode, replaceNode } from '../edit-node.js';
import type { Mutation } from '../mutation.js';
import { isOnnxOperator, nodeInWords } from '../scoped-nodes.js';

/** A residual connection, a mask or a summand that got lost: only one input of an Add is left. */
export const dropBranch: Mutation = {
  id: 'drop-branch',
  title: 'one branch of an addition dropped',
  sites: ({ nodes }) =>
    nodes.flatMap(({ node, constant }) => {
      const [first = '', second = ''] = node.input ?? [];
      if (!isOnnxOperator(node, 'Add') || [first, second].some((name) => constant(name) !== undefined)) return [];
      return [
        [first, second],
        [second, first],
      ].map(([kept = '', dropped = '']) => ({
        where: `${dropped} into ${nodeInWords(node)}`,
        edit: () => replaceNode(node, onnxNode('Identity', [kept], node.output?.[0] ?? '')),
      }));
    }),
};
