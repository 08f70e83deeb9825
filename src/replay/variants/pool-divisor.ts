import { attributeOf, intAttribute, intOf, intsAttribute, intsOf, textOf } from '../../onnx/attributes.js';
import { nodeList, withAttributes } from '../reading-nodes.js';
import type { Operator, Reading, Variant } from '../variant.js';

/** What an average is divided by where its window reaches beyond the input. */
export const poolDivisor: Variant = {
  id: 'pool-divisor',
  readings(operator) {
    if (operator.type !== 'AveragePool') return [];
    const counts = intOf(operator.node, 'count_include_pad', 0) !== 0;
    const fix = 'export with a Pad of its own before the pooling, and ceil_mode=False';
    const flipped: Reading = {
      asIf: counts ? 'the padding did not count in the averages' : 'the padding counted in the averages',
      fix,
      computed: withAttributes(operator, { count_include_pad: intAttribute('count_include_pad', counts ? 0 : 1) }),
    };
    return [
      flipped,
      ...fullWindows(operator).map((computed) => ({
        asIf: 'every average was divided by the size of the whole window',
        fix,
        computed,
      })),
    ];
  },
};

/** All windows lie within the input once it is padded with as many zeros as the last of them reaches beyond it. */
function fullWindows(operator: Operator) {
  const { node } = operator;
  const kernel = intsOf(node, 'kernel_shape') ?? [];
  const [input, output] = [operator.input(0)?.shape.slice(2), operator.output(0)?.shape.slice(2)];
  const fixed = ['NOTSET', ''].includes(textOf(attributeOf(node, 'auto_pad')) ?? '');
  if (!fixed || input === undefined || output === undefined || input.length !== kernel.length) return [];
  const strides = intsOf(node, 'strides') ?? kernel.map(() => 1);
  const dilations = intsOf(node, 'dilations') ?? kernel.map(() => 1);
  const begins = (intsOf(node, 'pads') ?? []).slice(0, kernel.length);
  const ends = kernel.map((size, axis) => {
    const reach = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + (size - 1) * (dilations[axis] ?? 1) + 1;
    return reach - (input[axis] ?? 0) - (begins[axis] ?? 0);
  });
  if (ends.some((end) => end < 0)) return [];
  const list = nodeList(operator);
  const pads = list.integers([0, 0, ...kernel.map((_, axis) => begins[axis] ?? 0), 0, 0, ...ends]);
  const padded = list.add('Pad', [node.input?.[0] ?? '', pads, list.number(0)]);
  const kept = (node.attribute ?? []).filter(({ name }) =>
    ['kernel_shape', 'strides', 'dilations'].includes(name ?? ''),
  );
  if (operator.opset < 11) return [];
  return [
    list.end(
      'AveragePool',
      [padded],
      ...kept,
      intsAttribute(
        'pads',
        kernel.flatMap(() => [0, 0]),
      ),
    ),
  ];
}
