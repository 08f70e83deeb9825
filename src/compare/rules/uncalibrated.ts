import { z } from 'zod';
import { formatMagnitude } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { fromReal } from '../../tensor/real.js';
import { defineRule } from '../define-rule.js';
import { dtypeLimit } from '../kernel/dtype-limit.js';
import type { TensorPair } from '../rule-verdict.js';
import { outsideReasons } from './explicit.js';

/** The fallback of `auto` when no noise floor is known: the table of dtypes decides. */
export default defineRule({
  key: 'uncalibrated',
  meaning: 'from the dtype table, where no noise floor is known',
  spec: z.never(),
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    return kind === 'float' || kind === 'complex' ? null : `the dtype table applies to floats, not to ${dtype}`;
  },
  fields: {},
  words: () => 'by type',
  resultWords: ({ rmse }) => (rmse === undefined ? 'by type' : `by type (${formatMagnitude(fromReal(rmse))})`),
  memory: {},
  remember: () => ({}),
  bySize: true,
});

/** The verdict by the table. */
export function uncalibratedVerdict({ reference, measurement: first, precision, measure }: TensorPair) {
  const limit = dtypeLimit(reference.dtype, first.rms, precision);
  const measurement = first.maxAbs > limit.atol ? measure(limit) : first;
  return {
    tolerance: { rule: 'uncalibrated' as const, ...limit },
    measurement,
    reasons: outsideReasons(measurement, limit),
  };
}
