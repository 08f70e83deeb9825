import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { intsAttribute, intsOf } from '../../onnx/attributes.js';
import { nodeList, withAttributes } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** A negative pad crops; some take it for none. */
export const negativePads: Variant = {
  id: 'negative-pads',
  readings(operator) {
    const computed = operator.type === 'Pad' ? withoutNegative(operator) : null;
    if (computed === null) return [];
    return [{ asIf: 'negative pads did not crop', fix: 'crop with a Slice instead of negative pads', computed }];
  },
};

function withoutNegative(operator: Operator): ReadingNodes | null {
  const stated = intsOf(operator.node, 'pads');
  const given = operator.input(1);
  const pads = stated ?? (given === null ? [] : [...numbersOf(given)]);
  if (!pads.some((pad) => pad < 0)) return null;
  const clipped = pads.map((pad) => Math.max(0, pad));
  if (stated !== undefined) return withAttributes(operator, { pads: intsAttribute('pads', clipped) });
  const list = nodeList(operator);
  const [x = '', , ...rest] = operator.node.input ?? [];
  return list.end('Pad', [x, list.integers(clipped), ...rest], ...(operator.node.attribute ?? []));
}
