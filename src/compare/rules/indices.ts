import { z } from 'zod';
import { DTYPES } from '../../tensor/dtype.js';
import type { PackedTensor, Tensor } from '../../tensor/tensor.js';
import { agreementFields, agreementText, allowedText, flipReasons, margin } from '../decisions.js';
import { defineRule } from '../define-rule.js';
import { indexAgreement, type Values } from '../kernel/index-agreement.js';
import { type Close, closeness } from '../kernel/margin.js';
import { measure, NO_LIMIT } from '../kernel/measure.js';
import type { OtherOutput, TensorPair } from '../rule-verdict.js';
import { axisNumber, knownShare, share } from '../shared-fields.js';

const index = z
  .strictObject({
    of: z.string().min(1).optional().describe('Output that the indices point into, along the axis'),
    beside: z.string().min(1).optional().describe('Output with the value of each index, as returned by TopK'),
    axis: axisNumber.default(-1).describe('Axis that the indices refer to'),
    margin: margin.describe('Values of the reference this close count as equal; from the noise floor when left out'),
    flips: share.optional().describe('Share of the indices that may be wrong; 0 when left out'),
  })
  .refine(({ of, beside }) => of === undefined || beside === undefined, 'set either `of` or `beside`, not both')
  .refine((rule) => rule.of !== undefined || rule.beside !== undefined || rule.flips !== undefined, {
    error: 'set `of`, `beside` or `flips`',
  });
type IndexSpec = z.output<typeof index>;

/** Indices, as from ArgMax and TopK: equal, or a near tie in the reference. */
export default defineRule({
  key: 'index',
  meaning: 'indices',
  spec: z.strictObject({ index }).describe('Indices, as from ArgMax and TopK: equal, or a near tie in the reference'),
  singleOutput: true,
  others: ({ index: { of, beside } }) => [of, beside].filter((name) => name !== undefined),
  dtypeFault: (dtype) => (DTYPES[dtype].kind === 'integer' ? null : `index applies to integers, not to ${dtype}`),
  judge({ index: spec }, pair) {
    const { flips: allowed = 0 } = spec;
    const values = valuesOf(spec, pair);
    const found = typeof values === 'string' ? values : indexAgreement(pair.reference, pair.candidate, values);
    if (typeof found === 'string') {
      const none = { flips: 0, ties: 0, total: 0, allowed };
      return { tolerance: { rule: 'index', index: none }, reasons: [], unusable: found };
    }
    const { flips, ties, total, first } = found;
    return {
      tolerance: { rule: 'index', index: { flips, ties, total, allowed } },
      reasons: flipReasons(found, allowed, 'indices'),
      counts: { mismatched: flips, total, first },
    };
  },
  fields: { index: z.strictObject(agreementFields) },
  words({ index: { of, beside, axis, margin: given, flips = 0 } }) {
    const values =
      of !== undefined ? ` into ${of} along axis ${axis}` : beside !== undefined ? ` beside ${beside}` : '';
    return `indices${values} are equal${allowedText(given, flips)}`;
  },
  resultWords: ({ index: found }) => `indices: ${agreementText(found)}`,
  memory: { share: knownShare },
  remember: ({ index: { allowed } }) => ({ share: allowed }),
  bySize: false,
});

function valuesOf({ of, beside, axis, margin: given }: IndexSpec, { other, precision }: TensorPair): Values | string {
  const name = of ?? beside;
  if (name === undefined) return { kind: 'none' };
  const found = other(name);
  const reference = packed(found.reference);
  if (reference === null) return `the reference has no numeric output ${name}`;
  const close = closeIn(reference, found, given, precision);
  if (of !== undefined) return { kind: 'of', reference, axis, close };
  const candidate = packed(found.candidate);
  if (candidate === null) return `this form has no numeric output ${name}`;
  return { kind: 'beside', reference, candidate, axis, close };
}

function closeIn(
  values: PackedTensor,
  { noise }: OtherOutput,
  given: number | undefined,
  precision: TensorPair['precision'],
): Close {
  const { rms } = measure(values, values, NO_LIMIT);
  return closeness({ margin: given, noise, precision, dtype: values.dtype, rms });
}

function packed(tensor: Tensor | null): PackedTensor | null {
  return tensor === null || tensor.dtype === 'string' ? null : tensor;
}
