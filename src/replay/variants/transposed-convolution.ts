import { intsAttribute, intsOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Where the rows that output_padding adds to a transposed convolution go, and whether there are any. */
export const transposedConvolution: Variant = {
  id: 'transposed-convolution',
  readings(operator) {
    const { type, node } = operator;
    const added = intsOf(node, 'output_padding') ?? [];
    if (type !== 'ConvTranspose' || !added.some((size) => size > 0)) return [];
    const pads = intsOf(node, 'pads') ?? added.flatMap(() => [0, 0]);
    const front = pads.map((pad, place) =>
      place < added.length ? pad - (added[place] ?? 0) : pad + (added[place - added.length] ?? 0),
    );
    const without = withAttributes(operator, { output_padding: null });
    const readings = [{ asIf: 'output_padding was ignored', fix: null, computed: without }];
    if (front.some((pad) => pad < 0)) return readings;
    const moved = withAttributes(operator, { pads: intsAttribute('pads', front) });
    return [...readings, { asIf: 'output_padding was added in front instead of behind', fix: null, computed: moved }];
  },
};
