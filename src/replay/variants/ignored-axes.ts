import { intAttribute, intOf, intsOf } from '../../onnx/attributes.js';
import { withAttributes, withInputs } from '../reading-nodes.js';
import type { Reading, Variant } from '../variant.js';

/** The axes became an input of most reductions in operator set 18, where older readers do not look. */
export const ignoredAxes: Variant = {
  id: 'ignored-axes',
  readings(operator) {
    const { type, node } = operator;
    if (!/^Reduce/.test(type)) return [];
    const given = (node.input?.[1] ?? '') !== '';
    if (!given && intsOf(node, 'axes') === undefined) return [];
    const fix = given ? 'convert the model to operator set 17, where the axes are an attribute' : null;
    const reading = (asIf: string, keepdims: number): Reading => {
      const kept = withAttributes(operator, { axes: null, keepdims: intAttribute('keepdims', keepdims) });
      const [own = node] = kept.nodes.slice(-1);
      return { asIf, fix, computed: given ? withInputs({ ...operator, node: own }, { 1: '' }) : kept };
    };
    const all = 'its axes were ignored: it ran over all of them';
    const keepdims = intOf(node, 'keepdims', 1);
    return [reading(all, keepdims), ...(keepdims === 0 ? [] : [reading(`${all}, and kept none`, 0)])];
  },
};
