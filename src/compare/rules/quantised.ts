import { z } from 'zod';
import { brief, formatCount, formatMagnitude } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { fromReal, real, toReal } from '../../tensor/real.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { defineRule } from '../define-rule.js';
import { quantisationStep } from '../kernel/quantisation-grid.js';
import { count } from '../shared-fields.js';

/** Steps of quantisation; integers are in steps already. Dequantised floats are off their grid by rounding only. */
export default defineRule({
  key: 'quantised',
  meaning: 'steps of quantisation',
  spec: z
    .strictObject({
      quantised: z.int().min(0).describe('Largest difference of an element in quantisation steps'),
      scale: z
        .number()
        .positive()
        .optional()
        .describe('Size of a step, for floats; found from the values when left out'),
    })
    .describe('Integers, or dequantised floats: integers times a scale'),
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    if (kind === 'float' || kind === 'integer') return null;
    return `quantised applies to integers and dequantised floats, not to ${dtype}`;
  },
  judge({ quantised: steps, scale }, { reference, candidate, measurement, measure }) {
    const integers = DTYPES[reference.dtype].kind === 'integer';
    const step = integers ? 1 : (scale ?? stepOf(reference, candidate));
    if (step === null) {
      // Zeros are on every grid, and zeros alone do not determine the step.
      if (measurement.maxAbs === 0) return { tolerance: entryOf(steps, 0, 0), reasons: [] };
      const unusable = 'the reference is not on a grid of quantisation steps: set `scale`, or use another rule';
      return { tolerance: entryOf(steps, Number.NaN, Number.NaN), reasons: [], unusable };
    }
    const own = measure({ atol: steps * step + (integers ? 0 : step * SLACK), rtol: 0 });
    const max = own.maxAbs / step;
    return {
      tolerance: entryOf(steps, integers ? max : Number(brief(max, 6)), step),
      measurement: own,
      reasons:
        own.outside === 0
          ? []
          : [
              `${own.outside} of ${own.total} elements differ by more than ${formatCount(steps, 'quantisation step')} (\`tolerance: { quantised: ${steps} }\`), the largest difference is ${formatSteps(max)}`,
            ],
    };
  },
  // Steps are coarser than any arithmetic, and the noise floor does not include them.
  precisionLoss: 'ignored',
  fields: {
    quantised: z.strictObject({
      steps: count.describe('Most steps that pass'),
      max: real.describe('Largest difference in steps'),
      scale: real.describe('Size of a step'),
    }),
  },
  words({ quantised, scale }) {
    const size = scale === undefined ? '' : ` of ${scale}`;
    return `at most ${formatCount(quantised, 'quantisation step')}${size}`;
  },
  resultWords: ({ quantised: { steps, max, scale } }) =>
    `≤ ${formatCount(steps, 'step')} of ${formatMagnitude(fromReal(scale))}: ${formatMagnitude(fromReal(max))}`,
  memory: { steps: z.number().describe('quantised: the most that pass') },
  remember: ({ quantised: { steps } }) => ({ steps }),
  bySize: true,
});

const formatSteps = (steps: number): string => `${brief(steps)} step${steps === 1 ? '' : 's'}`;

/** Of a step: what rounding to float32 makes of multiples of it. */
const SLACK = 2 ** -6;

/** The finer grid of both when there is one: with few distinct values, the reference alone may look coarser than it is. */
function stepOf(reference: PackedTensor, candidate: PackedTensor): number | null {
  const own = quantisationStep(reference);
  return own === null ? null : (quantisationStep(reference, candidate) ?? own);
}

function entryOf(steps: number, max: number, scale: number) {
  return { rule: 'quantised' as const, quantised: { steps, max: toReal(max), scale: toReal(scale) } };
}
