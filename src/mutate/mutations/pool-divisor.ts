import { intAttribute, textOf } from '../../onnx/attributes.js';
import { withAttribute } from '../edit-node.js';
import type { Mutation } from '../mutation.js';
import { attributeOf, isOnnxOperator, type Node, nodeInWords } from '../scoped-nodes.js';

/** Average pooling that divides by the whole window at the border, or only by the part inside. */
export const poolDivisor: Mutation = {
  id: 'pool-divisor',
  title: 'average pooling counts padding the other way',
  sites: ({ nodes }) =>
    nodes.flatMap(({ node }) => {
      if (!isOnnxOperator(node, 'AveragePool') || !isPadded(node)) return [];
      const other = Number(attributeOf(node, 'count_include_pad')?.i ?? 0) === 0 ? 1 : 0;
      const edit = () => withAttribute(node, intAttribute('count_include_pad', other));
      return [{ where: nodeInWords(node), edit }];
    }),
};

function isPadded(node: Node): boolean {
  if (textOf(attributeOf(node, 'auto_pad'))?.startsWith('SAME')) return true;
  return (attributeOf(node, 'pads')?.ints ?? []).some((pad) => Number(pad) > 0);
}
