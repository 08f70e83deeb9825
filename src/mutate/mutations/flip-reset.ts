import { intAttribute } from '../../onnx/attributes.js';
import { withAttribute } from '../edit-node.js';
import type { Mutation } from '../mutation.js';
import { attributeOf, isOnnxOperator, nodeInWords } from '../scoped-nodes.js';

/** The reset gate of a GRU before or behind the matrix product: frameworks disagree, and only later steps show it. */
export const flipReset: Mutation = {
  id: 'flip-reset',
  title: "a GRU's reset gate on the other side of the product",
  sites: ({ nodes }) =>
    nodes.flatMap(({ node }) => {
      if (!isOnnxOperator(node, 'GRU')) return [];
      const other = Number(attributeOf(node, 'linear_before_reset')?.i ?? 0) === 0 ? 1 : 0;
      const edit = () => withAttribute(node, intAttribute('linear_before_reset', other));
      return [{ where: nodeInWords(node), edit }];
    }),
};
