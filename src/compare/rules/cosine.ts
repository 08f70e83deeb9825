import { z } from 'zod';
import { brief, formatNearOne } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { fromReal, real, toReal } from '../../tensor/real.js';
import { againstNoise, withMultiple } from '../against-noise.js';
import { defineRule } from '../define-rule.js';
import { cosines } from '../kernel/cosine.js';
import { slicesAlong } from '../kernel/slices.js';
import { axisNumber, missingAxis } from '../shared-fields.js';

/** Directions and lengths of vectors, such as embeddings. */
export default defineRule({
  key: 'cosine',
  meaning: 'direction and length of vectors',
  spec: z
    .strictObject({
      cosine: z.number().gt(0).max(1).describe('Smallest cosine similarity that passes'),
      norm: z
        .number()
        .min(1)
        .default(1.05)
        .describe('Largest factor between the two norms; cosine alone ignores scale'),
      axis: axisNumber.optional().describe('Axis of the vectors, each judged alone; the whole output when left out'),
    })
    .describe('Direction and length of vectors, such as embeddings'),
  dtypeFault: (dtype) => (DTYPES[dtype].kind === 'float' ? null : `cosine applies to floats, not to ${dtype}`),
  shapeFault: ({ axis }, shape) => (axis === undefined ? null : missingAxis(axis, shape)),
  judge({ cosine, norm, axis }, pair) {
    const { reference, candidate, measurement } = pair;
    const whole = { count: Math.min(1, measurement.total), size: measurement.total, stride: 1, start: () => 0 };
    const slices = axis === undefined ? whole : slicesAlong(reference.shape, axis);
    // The error of an angle: the part of the candidate that is perpendicular to the reference.
    const sine = Math.sqrt(1 - cosine * cosine);
    const found = cosines(reference, candidate, slices ?? whole, { cosine, norm });
    const entry = { min: cosine, lowest: toReal(found.lowest), normLimit: norm, norm: toReal(found.norm) };
    const reasons: string[] = [];
    const where = slices === null || slices.count <= 1 ? '' : ` (${found.outside} of ${slices.count} vectors)`;
    if (found.lowest < cosine)
      reasons.push(`the cosine similarity is ${brief(found.lowest, 6)}, the minimum is ${cosine}${where}`);
    if (found.norm > norm)
      reasons.push(`the norms differ by a factor of ${brief(found.norm)}, the limit is ${norm}${where}`);
    return {
      tolerance: { rule: 'cosine', cosine: entry, ...againstNoise({ atol: 0, rtol: sine }, pair) },
      reasons,
      counts: { mismatched: found.outside, total: (slices ?? whole).count },
      ...(slices === null && { unusable: `there is no axis ${axis}` }),
    };
  },
  fields: {
    cosine: z.strictObject({
      min: z.number().describe('Smallest that passes'),
      lowest: real.describe('Smallest of all vectors'),
      normLimit: z.number().describe('Largest factor between the norms that passes'),
      norm: real.describe('Factor between the norms where it is furthest from 1'),
    }),
  },
  words({ cosine, norm, axis }) {
    const vectors = axis === undefined ? '' : ` of each vector along axis ${axis}`;
    return `cosine at least ${cosine}${vectors}, norm within a factor of ${norm}`;
  },
  resultWords({ cosine: { min, lowest, normLimit, norm }, multiple }) {
    const text = `cosine ≥ ${min}: ${formatNearOne(fromReal(lowest))}, norm ≤ ${normLimit}×: ${formatNearOne(fromReal(norm))}×`;
    return withMultiple(text, multiple);
  },
  memory: { cosine: z.number(), norm: z.number() },
  remember: ({ cosine: { min, normLimit } }) => ({ cosine: min, norm: normLimit }),
  bySize: true,
});
