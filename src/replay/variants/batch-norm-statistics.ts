import { attributeOf } from '../../onnx/attributes.js';
import { nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** Mean and variance of the batch at hand, alone or mixed with those of the model, instead of the model's. */
export const batchNormStatistics: Variant = {
  id: 'batch-norm-statistics',
  readings(operator) {
    const { type, node, opset } = operator;
    const rank = operator.input(0)?.shape.length ?? 0;
    if (type !== 'BatchNormalization' || opset < 7 || rank < 2) return [];
    const momentum = attributeOf(node, 'momentum')?.f ?? 0.9;
    const fix = 'export in evaluation mode: call model.eval() first';
    return [
      { asIf: 'it normalised by mean and variance of the batch', fix, computed: mixed(operator, 0) },
      {
        asIf: `mean and variance of the batch were mixed with the model's (momentum ${Number(momentum.toPrecision(6))})`,
        fix: opset < 14 ? 'convert the model to operator set 14 or later, where the operator states its mode' : fix,
        computed: mixed(operator, momentum),
      },
    ];
  },
};

/** @param kept share of the model's own statistics */
function mixed(operator: Operator, kept: number): ReadingNodes {
  const { node } = operator;
  const [x = '', scale = '', bias = '', mean = '', variance = ''] = node.input ?? [];
  const axes = (operator.input(0)?.shape ?? []).map((_, axis) => axis).filter((axis) => axis !== 1);
  const list = nodeList(operator);
  // Attributes up to operator set 17, and inputs from 18 on.
  const reduce = (name: string, keep: number) =>
    operator.opset < 18
      ? list.add('ReduceMean', [name], { name: 'axes', type: 7, ints: axes }, { name: 'keepdims', type: 2, i: keep })
      : list.add('ReduceMean', [name, list.integers(axes)], { name: 'keepdims', type: 2, i: keep });
  const centred = list.add('Sub', [x, reduce(x, 1)]);
  const [ownMean, ownVariance] = [reduce(x, 0), reduce(list.add('Mul', [centred, centred]), 0)];
  const blend = (own: string, models: string) =>
    list.add('Add', [list.add('Mul', [models, list.number(kept)]), list.add('Mul', [own, list.number(1 - kept)])]);
  const attributes = (node.attribute ?? []).filter(({ name }) => name === 'epsilon');
  return list.end(
    'BatchNormalization',
    [x, scale, bias, blend(ownMean, mean), blend(ownVariance, variance)],
    ...attributes,
  );
}
