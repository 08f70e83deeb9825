import { z } from 'zod';
import { brief, formatMagnitude, groupThousands } from '../../number-format.js';
import { DTYPES, type DType } from '../../tensor/dtype.js';
import { fromReal, type Real, real } from '../../tensor/real.js';
import { againstNoise, withMultiple } from '../against-noise.js';
import { defineRule } from '../define-rule.js';
import { ulpDistances } from '../kernel/ulp-distance.js';
import { count } from '../shared-fields.js';

const ORDERED: readonly DType[] = ['float16', 'bfloat16', 'float32', 'float64'];

/** Distance in representable numbers. */
export default defineRule({
  key: 'ulp',
  meaning: 'distance in units in the last place',
  spec: z
    .strictObject({ ulp: z.int().min(0).describe('Largest distance in representable values of the element type') })
    .describe('Distance in units in the last place'),
  dtypeFault: (dtype) => (ORDERED.includes(dtype) ? null : `ulp applies to ${ORDERED.join(', ')}, not to ${dtype}`),
  judge({ ulp: limit }, pair) {
    const { reference, candidate, measurement } = pair;
    const { max, worst, outside } = ulpDistances(reference, candidate, limit);
    const noise = againstNoise({ atol: 0, rtol: 2 * DTYPES[reference.dtype].unitRoundoff * limit }, pair);
    return {
      tolerance: { rule: 'ulp', ulp: { limit, max }, ...noise },
      reasons:
        outside === 0
          ? []
          : [
              `${outside} of ${measurement.total} elements differ by more than ${limit} ulp, the largest difference is ${brief(max)}`,
            ],
      counts: { mismatched: outside, total: measurement.total, first: worst },
    };
  },
  fields: { ulp: z.strictObject({ limit: count, max: real.describe('Largest distance in units in the last place') }) },
  words: ({ ulp }) => `at most ${ulp} ulp`,
  resultWords: ({ ulp: { limit, max }, multiple }) =>
    withMultiple(`≤ ${groupThousands(limit)} ulp: ${distanceText(max)}`, multiple),
  memory: { ulp: z.number() },
  remember: ({ ulp }) => ({ ulp: ulp.limit }),
  bySize: true,
});

function distanceText(value: Real): string {
  const number = fromReal(value);
  return Number.isInteger(number) && number < 1e6 ? groupThousands(number) : formatMagnitude(number);
}
