import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { attributeOf, intOf, textOf } from '../../onnx/attributes.js';
import { encodeElements } from '../../tensor/encode-elements.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import type { Operator, Variant } from '../variant.js';

/**
 * Of the two neighbours on an axis, the first is checked against the start alone and the second against the end: what lies
 * outside is read from the row, or the channel, next to it.
 */
export const gridSampleBounds: Variant = {
  id: 'grid-sample-bounds',
  readings(operator) {
    const { type, node } = operator;
    const [x, grid] = [operator.input(0), operator.input(1)];
    if (type !== 'GridSample' || x?.shape.length !== 4 || grid?.dtype !== x.dtype) return [];
    if (!['bilinear', 'linear'].includes(textOf(attributeOf(node, 'mode')) ?? 'linear')) return [];
    if ((textOf(attributeOf(node, 'padding_mode')) ?? 'zeros') !== 'zeros') return [];
    return [
      {
        asIf: 'pixels outside were read from the row or channel beside it, where only one of the two neighbours is checked against each border',
        fix: null,
        computed: { values: { [node.output?.[0] ?? '']: sampled(operator, x, grid) } },
      },
    ];
  },
};

function sampled({ node }: Operator, x: PackedTensor, grid: PackedTensor): PackedTensor {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [, rows = 0, columns = 0] = grid.shape;
  const aligned = intOf(node, 'align_corners', 0) !== 0;
  const [pixels, places] = [numbersOf(x), numbersOf(grid)];
  const made = new Float64Array(batch * channels * rows * columns);
  const along = (place: number, size: number) => {
    const at = aligned ? ((place + 1) / 2) * (size - 1) : ((place + 1) * size - 1) / 2;
    const first = Math.floor(at);
    return [
      { at: first, share: first + 1 - at, counts: first >= 0 },
      { at: first + 1, share: at - first, counts: first + 1 < size },
    ];
  };
  for (let plane = 0; plane < batch * channels; plane += 1)
    for (let point = 0; point < rows * columns; point += 1) {
      const from = 2 * (Math.floor(plane / channels) * rows * columns + point);
      let sum = 0;
      for (const row of along(places[from + 1] ?? 0, height))
        for (const column of along(places[from] ?? 0, width))
          if (row.counts && column.counts)
            sum += row.share * column.share * (pixels[(plane * height + row.at) * width + column.at] ?? 0);
      made[plane * rows * columns + point] = sum;
    }
  const shape = [batch, channels, rows, columns];
  return { kind: 'tensor', dtype: x.dtype, shape, bytes: encodeElements(x.dtype, made) };
}
