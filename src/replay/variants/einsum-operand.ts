import { attributeOf, stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Reading, Variant } from '../variant.js';

/** An operand of Einsum of which two axes of the same size are taken for each other. */
export const einsumOperand: Variant = {
  id: 'einsum-operand',
  readings(operator) {
    const attribute = attributeOf(operator.node, 'equation');
    const equation = attribute === undefined ? null : textOf(attribute);
    if (operator.type !== 'Einsum' || equation === null) return [];
    const [given = '', made] = equation.replaceAll(' ', '').split('->');
    const operands = given.split(',');
    return operands.flatMap((letters, place): Reading[] => {
      const shape = operator.input(place)?.shape ?? [];
      if (letters.length !== shape.length) return [];
      return pairs(shape.length)
        .filter(([a, b]) => shape[a] === shape[b] && letters[a] !== letters[b])
        .map(([a, b]) => {
          const turned = swapped(letters, a, b);
          const all = operands.with(place, turned).join(',');
          const to = made === undefined ? all : `${all}->${made}`;
          return {
            asIf: `operand ${place + 1} was ${turned} instead of ${letters}`,
            fix: 'write it as a Transpose and a MatMul',
            computed: withAttributes(operator, { equation: stringAttribute('equation', to) }),
          };
        });
    });
  },
};

function pairs(count: number): [number, number][] {
  const places = Array.from({ length: count }, (_, place) => place);
  return places.flatMap((a) => places.slice(a + 1).map((b): [number, number] => [a, b]));
}

function swapped(letters: string, a: number, b: number): string {
  const all = [...letters];
  return all
    .with(a, all[b] ?? '')
    .with(b, all[a] ?? '')
    .join('');
}
