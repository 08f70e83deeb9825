import { attributeOf, intsAttribute, intsOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Reading, Variant } from '../variant.js';

const PADDED = ['AveragePool', 'Conv', 'ConvInteger', 'ConvTranspose', 'LpPool', 'MaxPool', 'QLinearConv'];
const OTHER: Readonly<Record<string, string>> = { SAME_UPPER: 'SAME_LOWER', SAME_LOWER: 'SAME_UPPER' };

/** Padding on the other side: everything shifts by a pixel. */
export const paddingSide: Variant = {
  id: 'padding-side',
  readings(operator) {
    const { type, node } = operator;
    if (!PADDED.includes(type)) return [];
    const own = textOf(attributeOf(node, 'auto_pad')) ?? 'NOTSET';
    const other = OTHER[own];
    const fix = 'export with a Pad of its own before the operator, and no padding in it';
    if (other !== undefined) {
      const computed = withAttributes(operator, { auto_pad: stringAttribute('auto_pad', other) });
      return [{ asIf: `the odd pixel of padding was on the other side (${other} instead of ${own})`, fix, computed }];
    }
    const pads = intsOf(node, 'pads') ?? [];
    const half = pads.length / 2;
    const [begins, ends] = [pads.slice(0, half), pads.slice(half)];
    const moved = (asIf: string, to: readonly number[]): Reading => ({
      asIf,
      fix,
      computed: withAttributes(operator, { pads: intsAttribute('pads', to) }),
    });
    if (begins.some((begin, axis) => begin !== ends[axis]))
      return [moved('the padding was on the other side', [...ends, ...begins])];
    if (!begins.some((begin) => begin > 0)) return [];
    return [
      moved('the padding was one less in front and one more behind', [
        ...begins.map((begin) => Math.max(0, begin - 1)),
        ...ends.map((end) => (end > 0 ? end + 1 : 0)),
      ]),
    ];
  },
};
