import type { FoundOperator } from '../search/found-operator.js';
import type { Values } from '../tensor/tensor.js';
import { isOnEdge } from './on-edge.js';
import { operatorValues, type SearchedModel } from './operator-values.js';

/**
 * Those that are right by themselves, and differ only where what they read is on the edge within rounding: they decide
 * otherwise because the operators before them round otherwise.
 * @param observe runs the model from its inputs on
 */
export async function decidingOperators(
  found: readonly FoundOperator[],
  about: SearchedModel,
  observe: (names: readonly string[]) => Promise<Values | null>,
): Promise<FoundOperator[]> {
  const deciding: FoundOperator[] = [];
  for (const one of found) {
    if (one.alone !== false) continue;
    const { operator, together } = one;
    const { candidate } = await operatorValues(one, about);
    const { inputs, expected, noise } = await operatorValues({ ...one, together: [] }, about);
    const other = together.length > 0 ? candidate : await observe(operator.makes);
    const made = operator.makes.flatMap((name) => {
      const [reference, own] = [expected[name], other?.[name]];
      return reference?.kind === 'tensor' && own?.kind === 'tensor' ? [{ reference, candidate: own }] : [];
    });
    const read = (place: number) => {
      const name = operator.node.input?.[place] ?? '';
      const tensor = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      return tensor?.kind === 'tensor' ? { tensor, noise: noise.get(name) ?? null } : undefined;
    };
    if (isOnEdge(operator.node, { read, made, precision: about.suspect.precision })) deciding.push(one);
  }
  return deciding;
}
