import { intAttribute, intOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const OPERATORS = ['Softmax', 'LogSoftmax', 'Hardmax'];

/**
 * Before operator set 13, these took all axes from theirs on as one; since then theirs alone. The default changed as well,
 * from the second axis to the last.
 */
export const softmaxAxis: Variant = {
  id: 'softmax-axis',
  readings(operator) {
    const { type, opset, node } = operator;
    const rank = operator.input(0)?.shape.length ?? 0;
    if (!OPERATORS.includes(type) || rank < 2) return [];
    const old = opset < 13;
    const own = intOf(node, 'axis', old ? 1 : -1);
    const axis = own < 0 ? own + rank : own;
    const fix = 'convert the model to operator set 13 or later, where the operator has one axis';
    const reading = (asIf: string, to: number, set: number) => ({
      asIf,
      fix: old ? fix : null,
      computed: { ...withAttributes(operator, { axis: intAttribute('axis', to) }), opset: set },
    });
    const others = Array.from({ length: rank }, (_, place) => place).filter((one) => one !== axis);
    return [
      old
        ? reading(`it ran along axis ${axis} alone instead of all axes from there on`, axis, 13)
        : reading(`it ran along all axes from ${axis} on instead of that one alone`, axis, 11),
      ...others.map((one) => reading(`it ran along axis ${one} instead of axis ${axis}`, one, 13)),
    ];
  },
};
