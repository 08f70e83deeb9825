import { attributeOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** The branch that the condition does not choose. */
export const ifBranch: Variant = {
  id: 'if-branch',
  readings(operator) {
    const [then, otherwise] = ['then_branch', 'else_branch'].map((name) => attributeOf(operator.node, name));
    if (operator.type !== 'If' || then === undefined || otherwise === undefined) return [];
    return [
      {
        asIf: 'the condition chose the other branch',
        fix: null,
        computed: withAttributes(operator, {
          then_branch: { ...otherwise, name: 'then_branch' },
          else_branch: { ...then, name: 'else_branch' },
        }),
      },
    ];
  },
};
