import { intAttribute, intOf, intsAttribute } from '../../onnx/attributes.js';
import { nodeList, withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A square matrix of weights that is read the other way round. */
export const transposedWeight: Variant = {
  id: 'transposed-weight',
  readings(operator) {
    const shape = operator.input(1)?.shape ?? [];
    if (shape.length !== 2 || shape[0] !== shape[1]) return [];
    const asIf = 'the second matrix was transposed';
    if (operator.type === 'Gemm') {
      const transB = intOf(operator.node, 'transB', 0) === 0 ? 1 : 0;
      return [{ asIf, fix: null, computed: withAttributes(operator, { transB: intAttribute('transB', transB) }) }];
    }
    if (operator.type !== 'MatMul') return [];
    const list = nodeList(operator);
    const [a = '', b = ''] = operator.node.input ?? [];
    const turned = list.add('Transpose', [b], intsAttribute('perm', [1, 0]));
    return [{ asIf, fix: null, computed: list.end('MatMul', [a, turned]) }];
  },
};
