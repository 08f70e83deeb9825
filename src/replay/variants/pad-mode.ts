import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { attributeOf, intAttribute, intsOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { nodeList, withAttributes } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

const MODES = ['constant', 'reflect', 'edge'];

/** What a Pad puts around. */
export const padMode: Variant = {
  id: 'pad-mode',
  readings(operator) {
    if (operator.type !== 'Pad') return [];
    const own = textOf(attributeOf(operator.node, 'mode')) ?? 'constant';
    const others = MODES.filter((mode) => mode !== own).map((mode) => ({
      asIf: `the border was padded by ${mode} instead of ${own}`,
      fix: null,
      computed: withAttributes(operator, { mode: stringAttribute('mode', mode) }),
    }));
    const mirrored = withTheEdge(operator);
    const asIf = `the border was mirrored with the edge itself (symmetric) instead of ${own}`;
    return mirrored === null ? others : [...others, { asIf, fix: null, computed: mirrored }];
  },
};

/** What ONNX has no mode for: the edge, then what is next to it. Null where the padding is not known, or cuts. */
function withTheEdge(operator: Operator): ReadingNodes | null {
  const shape = operator.input(0)?.shape;
  const given = operator.input(1);
  const axes = operator.input(3);
  const pads = given === null ? intsOf(operator.node, 'pads') : [...numbersOf(given)];
  if (shape === undefined || pads === undefined) return null;
  const padded =
    axes === null ? [...shape.keys()] : [...numbersOf(axes)].map((axis) => (axis + shape.length) % shape.length);
  const list = nodeList(operator);
  let [name = ''] = operator.node.input ?? [];
  for (const [place, axis] of padded.entries()) {
    const [before = 0, after = 0, size = 0] = [pads[place], pads[place + padded.length], shape[axis]];
    if (before < 0 || after < 0 || Math.max(before, after) > size) return null;
    if (before + after === 0) continue;
    const mirrored = (count: number) => Array.from({ length: count }, (_, index) => index);
    const indices = list.integers([
      ...mirrored(before).reverse(),
      ...mirrored(size),
      ...mirrored(after).map((index) => size - 1 - index),
    ]);
    name = list.add('Gather', [name, indices], intAttribute('axis', axis));
  }
  return list.nodes.length === 0 ? null : list.end('Identity', [name]);
}
