import { groupThousands } from '../../number-format.js';
import { type Description, described, type NumbersPair } from './description.js';

/** Whatever differs in no way that is known. */
export function other({ each: { count, differing } }: NumbersPair): Description {
  if (differing === count) return described('has other numbers', 'have other numbers');
  const words = `${groupThousands(differing)} of ${groupThousands(count)} elements`;
  return described(`differs in ${words}`, `differ in ${words}`);
}
