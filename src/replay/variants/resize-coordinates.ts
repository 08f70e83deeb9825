import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const NAME = 'coordinate_transformation_mode';
const MODES = ['half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel', 'half_pixel_symmetric'];

/** Which place of the input a pixel of the output comes from: frameworks have five ways to say it. */
export const resizeCoordinates: Variant = {
  id: 'resize-coordinates',
  readings(operator) {
    if (operator.type !== 'Resize') return [];
    const own = textOf(attributeOf(operator.node, NAME)) ?? 'half_pixel';
    // The symmetric way is newer than the operator.
    const known = MODES.filter((mode) => mode !== own && (mode !== 'half_pixel_symmetric' || operator.opset >= 19));
    return known.map((mode) => ({
      asIf: `pixels were placed by ${mode} instead of ${own}`,
      fix:
        own === 'half_pixel'
          ? null
          : 'export with half-pixel coordinates (align_corners=False), the way that most runtimes have',
      computed: withAttributes(operator, { [NAME]: stringAttribute(NAME, mode) }),
    }));
  },
};
