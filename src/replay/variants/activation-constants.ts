import { attributeOf } from '../../onnx/attributes.js';
import { otherFloats } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** By operator: attribute, ONNX's default, and the defaults that other frameworks have. */
const CONSTANTS: Readonly<
  Record<string, readonly (readonly [name: string, usual: number, others: readonly number[]])[]>
> = {
  LeakyRelu: [['alpha', 0.01, [0, 0.01, 0.1, 0.2, 0.3]]],
  HardSigmoid: [['alpha', 0.2, [0.2, 1 / 6]]],
  Elu: [['alpha', 1, [1]]],
  ThresholdedRelu: [['alpha', 1, [0, 1]]],
  Shrink: [['lambd', 0.5, [0.5]]],
  Celu: [['alpha', 1, [1]]],
};

/** Constants of an activation that are not the model's but a framework's default. */
export const activationConstants: Variant = {
  id: 'activation-constants',
  readings(operator) {
    return (CONSTANTS[operator.type] ?? []).flatMap(([name, usual, values]) => {
      const own = attributeOf(operator.node, name)?.f ?? usual;
      const others = values.filter((value) => Math.abs(value - own) > 1e-6);
      return otherFloats(operator, name, own, others).map(({ value, computed }) => ({
        asIf: `${name} was ${Number(value.toPrecision(4))} instead of ${Number(own.toPrecision(4))}`,
        fix: null,
        computed,
      }));
    });
  },
};
