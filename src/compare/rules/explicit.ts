import { z } from 'zod';
import { brief, formatMagnitude } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { againstNoise, withMultiple } from '../against-noise.js';
import { defineRule } from '../define-rule.js';
import type { Measurement } from '../kernel/measure.js';
import type { Limit } from '../kernel/tally.js';

const spec = z
  .strictObject({
    atol: z.number().min(0).optional().describe('Absolute part, in the unit of the output'),
    rtol: z.number().min(0).optional().describe('Part relative to the reference'),
  })
  // Aborting: zod would otherwise report this alternative as the intended one, whatever other keys there are.
  .refine(({ atol, rtol }) => atol !== undefined || rtol !== undefined, {
    error: 'set `atol`, `rtol` or both',
    abort: true,
  })
  .describe('|candidate − reference| ≤ atol + rtol·|reference|, for every element');

/** numpy's limit for every element; the measurement is taken under it. */
export default defineRule({
  key: 'explicit',
  meaning: 'atol and rtol from the config',
  spec,
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    if (kind === 'float' || kind === 'complex') return null;
    const instead = kind === 'integer' ? '; for integers use `exact` or `quantised`' : '';
    return `atol and rtol apply to floats, not to ${dtype}${instead}`;
  },
  limit: limitOf,
  judge(given, pair) {
    const limit = limitOf(given);
    return {
      tolerance: { rule: 'explicit', ...limit, ...againstNoise(limit, pair) },
      reasons: outsideReasons(pair.measurement, limit),
    };
  },
  fields: {},
  words: ({ atol, rtol }) => limitText(atol, rtol, String),
  resultWords: ({ atol, rtol, multiple }) =>
    withMultiple(limitText(atol, rtol, formatMagnitude) || 'explicit', multiple),
  memory: { atol: z.number(), rtol: z.number() },
  remember: ({ atol, rtol }) => ({ ...(atol === undefined ? {} : { atol }), ...(rtol === undefined ? {} : { rtol }) }),
  saidByLimits: true,
  bySize: true,
});

function limitOf({ atol = 0, rtol = 0 }: z.output<typeof spec>): Limit {
  return { atol, rtol };
}

function limitText(atol: number | undefined, rtol: number | undefined, say: (value: number) => string): string {
  const parts = [
    ...(atol === undefined ? [] : [`atol ${say(atol)}`]),
    ...(rtol === undefined ? [] : [`rtol ${say(rtol)}`]),
  ];
  return parts.join(', ');
}

/** Why elements outside of a limit do not pass. */
export function outsideReasons({ outside, total }: Measurement, { atol, rtol }: Limit): readonly string[] {
  return outside === 0 ? [] : [`${outside} of ${total} elements are outside atol ${brief(atol)} + rtol ${brief(rtol)}`];
}
