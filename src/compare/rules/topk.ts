import { z } from 'zod';
import { DTYPES } from '../../tensor/dtype.js';
import { agreementFields, agreementText, allowedText, flipReasons, margin } from '../decisions.js';
import { defineRule } from '../define-rule.js';
import { closeness } from '../kernel/margin.js';
import { slicesAlong } from '../kernel/slices.js';
import { topkAgreement } from '../kernel/topk-agreement.js';
import { axisNumber, count, knownShare, missingAxis, share } from '../shared-fields.js';

/** Labels: the k best along an axis are the same, or the reference hardly prefers its own. */
export default defineRule({
  key: 'topk',
  meaning: 'the best along an axis',
  spec: z
    .strictObject({
      topk: z.int().min(1).describe('How many of the best must be the same, in any order'),
      axis: axisNumber.default(-1).describe('Axis of the scores'),
      margin: margin.describe('Scores of the reference so close count as equal; from the noise floor when left out'),
      flips: share.default(0).describe('Share of the decisions that may be wrong'),
    })
    .describe('Labels: the k best along an axis are the same'),
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    return kind === 'float' || kind === 'integer' ? null : `topk is for scores, and this is ${dtype}`;
  },
  shapeFault({ topk, axis }, shape) {
    const size = shape.at(axis);
    if (typeof size === 'number' && size <= topk)
      return `the axis has ${size} scores, so the ${topk} best of them say nothing`;
    return missingAxis(axis, shape);
  },
  judge({ topk: k, axis, margin: given, flips: allowed }, pair) {
    const { reference, candidate, measurement, noise, precision } = pair;
    const slices = slicesAlong(reference.shape, axis);
    const entry = { k, flips: 0, ties: 0, total: 0, allowed };
    if (slices === null || slices.size <= k) {
      const unusable =
        slices === null
          ? `there is no axis ${axis} to take the best ${k} along`
          : `the best ${k} of ${slices.size} scores say nothing`;
      return { tolerance: { rule: 'topk', topk: entry }, reasons: [], unusable };
    }
    const close = closeness({ margin: given, dtype: reference.dtype, rms: measurement.rms, noise, precision });
    const found = topkAgreement(reference, candidate, slices, k, close);
    const { flips, ties, total, first } = found;
    return {
      tolerance: { rule: 'topk', topk: { ...entry, flips, ties, total } },
      reasons: flipReasons(found, allowed, k === 1 ? 'best labels' : `sets of the best ${k} labels`),
      counts: { mismatched: flips, total, first },
    };
  },
  fields: { topk: z.strictObject({ k: count, ...agreementFields }) },
  words: ({ topk, axis, margin: given, flips }) =>
    `the best ${topk} along axis ${axis} are the same${allowedText(given, flips)}`,
  resultWords: ({ topk }) => `best ${topk.k}: ${agreementText(topk)}`,
  memory: { topk: z.number(), share: knownShare },
  remember: ({ topk: { k, allowed } }) => ({ topk: k, share: allowed }),
  bySize: false,
});
