import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { attributeOf, intOf, textOf } from '../../onnx/attributes.js';
import { encodeElements } from '../../tensor/encode-elements.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import type { Operator, Variant } from '../variant.js';

/** Where a place before the first pixel is cut towards zero instead of rounded down, its four neighbours are others. */
export const resizeCubicBorder: Variant = {
  id: 'resize-cubic-border',
  readings(operator) {
    const resized = cutTowardsZero(operator);
    const [name = ''] = operator.node.output ?? [];
    if (resized === null) return [];
    return [
      {
        asIf: 'places before the first pixel were cut towards zero, which gives them the wrong neighbours',
        fix: null,
        computed: { values: { [name]: resized } },
      },
    ];
  },
};

/** Cubic interpolation along the last two axes, one after the other. */
function cutTowardsZero(operator: Operator): PackedTensor | null {
  const { type, node } = operator;
  const [x, made] = [operator.input(0), operator.output(0)];
  if (type !== 'Resize' || textOf(attributeOf(node, 'mode')) !== 'cubic' || x === null || made === null) return null;
  const kept = x.shape.length - 2;
  const outer = x.shape.slice(0, kept);
  if (kept < 0 || String(outer) !== String(made.shape.slice(0, kept)) || x.dtype !== 'float32') return null;
  if (intOf(node, 'exclude_outside', 0) !== 0 || intOf(node, 'antialias', 0) !== 0) return null;
  const coordinates = textOf(attributeOf(node, 'coordinate_transformation_mode')) ?? 'half_pixel';
  if (!['half_pixel', 'pytorch_half_pixel'].includes(coordinates)) return null;
  const a = attributeOf(node, 'cubic_coeff_a')?.f ?? -0.75;
  const [height = 0, width = 0] = x.shape.slice(kept);
  const [rows = 0, columns = 0] = made.shape.slice(kept);
  const [down, across] = [taps(height, rows, a), taps(width, columns, a)];
  const numbers = numbersOf(x);
  const result = new Float64Array(elementCount(made.shape));
  for (let image = 0; image < elementCount(outer); image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (const [y, weightY] of down[row] ?? [])
          for (const [at, weightX] of across[column] ?? [])
            sum += weightY * weightX * (numbers[(image * height + y) * width + at] ?? 0);
        result[(image * rows + row) * columns + column] = sum;
      }
  return { ...made, bytes: encodeElements(made.dtype, result) };
}

/** By place of the output: pixels of the input with their weights. */
function taps(from: number, to: number, a: number): (readonly [pixel: number, weight: number])[][] {
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1;
  const far = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return Array.from({ length: to }, (_, place) => {
    const at = ((place + 0.5) * from) / to - 0.5;
    const base = Math.trunc(at);
    // The fraction is that of rounding down all the same.
    const t = at - Math.floor(at);
    const weights = [far(t + 1), near(t), near(1 - t), far(2 - t)];
    return weights.map((weight, index) => [Math.min(from - 1, Math.max(0, base - 1 + index)), weight] as const);
  });
}
