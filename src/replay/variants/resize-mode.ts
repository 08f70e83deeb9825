import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const MODES: Readonly<Record<string, string>> = {
  nearest: 'the nearest pixel was taken',
  linear: 'it interpolated linearly',
  cubic: 'it interpolated cubically',
};

/** How the pixels between pixels are made: runtimes that lack a mode take a simpler one. */
export const resizeMode: Variant = {
  id: 'resize-mode',
  readings(operator) {
    const { type, node, opset } = operator;
    if (type !== 'Resize' || opset < 11) return [];
    const own = textOf(attributeOf(node, 'mode')) ?? 'nearest';
    return Object.entries(MODES).flatMap(([mode, what]) =>
      mode === own
        ? []
        : [
            {
              asIf: `${what} (mode ${mode} instead of ${own})`,
              fix: null,
              computed: withAttributes(operator, { mode: stringAttribute('mode', mode) }),
            },
          ],
    );
  },
};
