import { errorDistribution } from '../compare/kernel/error-distribution.js';
import type { ResultDistribution } from '../results/distribution-schema.js';
import { toReal } from '../tensor/real.js';
import type { ComparedLeaf } from './judge-output.js';

/** How the errors of an output are distributed, as the results document has it; null for strings. */
export function distributionOf(
  { name, reference, candidate, context }: ComparedLeaf,
  place: Pick<ResultDistribution, 'case' | 'form'>,
): ResultDistribution | null {
  if (reference.dtype === 'string' || candidate.dtype === 'string') return null;
  const { unit, sizes, magnitudes, map, ...rest } = errorDistribution(
    reference,
    candidate,
    context.noise?.sigma ?? null,
  );
  return {
    ...place,
    output: name,
    ...rest,
    unit: toReal(unit),
    sizes: sizes.map((bin) => ({ ...bin })),
    magnitudes: magnitudes.map(({ largest, ...bin }) => ({ ...bin, largest: toReal(largest) })),
    map:
      map === null
        ? null
        : {
            axes: [...map.axes],
            sizes: [...map.sizes],
            largest: map.largest.map((row) => row.map((exponent) => (exponent === null ? null : toReal(exponent)))),
          },
  };
}
