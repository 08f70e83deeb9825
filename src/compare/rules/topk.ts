import { z } from 'zod';
import { formatCount } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { agreementFields, agreementText, allowedText, flipReasons, margin } from '../decisions.js';
import { defineRule } from '../define-rule.js';
import { closeness } from '../kernel/margin.js';
import { slicesAlong } from '../kernel/slices.js';
import { topkAgreement } from '../kernel/topk-agreement.js';
import { axisNumber, count, knownShare, missingAxis, share } from '../shared-fields.js';

/** Labels: the top k along an axis are the same, or a near tie in the reference. */
export default defineRule({
  key: 'topk',
  meaning: 'the top k along an axis',
  spec: z
    .strictObject({
      topk: z.int().min(1).describe('k: how many of the highest scores must be the same, in any order'),
      axis: axisNumber.default(-1).describe('Axis of the scores'),
      margin: margin.describe('Scores of the reference this close count as equal; from the noise floor when left out'),
      flips: share.default(0).describe('Share of the decisions that may be wrong'),
    })
    .describe('Labels: the top k along an axis are the same'),
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    return kind === 'float' || kind === 'integer' ? null : `topk applies to numbers, not to ${dtype}`;
  },
  shapeFault({ topk, axis }, shape) {
    const size = shape.at(axis);
    if (typeof size === 'number' && size <= topk)
      return `the axis has only ${formatCount(size, 'score')}: comparing the top ${topk} proves nothing`;
    return missingAxis(axis, shape);
  },
  judge({ topk: k, axis, margin: given, flips: allowed }, pair) {
    const { reference, candidate, measurement, noise, precision } = pair;
    const slices = slicesAlong(reference.shape, axis);
    const entry = { k, flips: 0, ties: 0, total: 0, allowed };
    if (slices === null || slices.size <= k) {
      const unusable =
        slices === null
          ? `there is no axis ${axis} to take the top ${k} along`
          : `the axis has only ${formatCount(slices.size, 'score')}: comparing the top ${k} proves nothing`;
      return { tolerance: { rule: 'topk', topk: entry }, reasons: [], unusable };
    }
    const close = closeness({ margin: given, dtype: reference.dtype, rms: measurement.rms, noise, precision });
    const found = topkAgreement(reference, candidate, slices, k, close);
    const { flips, ties, total, first } = found;
    return {
      tolerance: { rule: 'topk', topk: { ...entry, flips, ties, total } },
      reasons: flipReasons(found, allowed, k === 1 ? 'top-1 labels' : `top-${k} sets`),
      counts: { mismatched: flips, total, first },
    };
  },
  fields: { topk: z.strictObject({ k: count, ...agreementFields }) },
  words: ({ topk, axis, margin: given, flips }) =>
    `top ${topk} along axis ${axis} the same${allowedText(given, flips)}`,
  resultWords: ({ topk }) => `top ${topk.k}: ${agreementText(topk)}`,
  memory: { topk: z.number(), share: knownShare },
  remember: ({ topk: { k, allowed } }) => ({ topk: k, share: allowed }),
  bySize: false,
});
