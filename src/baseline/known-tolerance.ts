import { z } from 'zod';
import { assertNever } from '../errors.js';
import { rounded } from '../number-format.js';
import { fromReal, outputSchema, type ResultOutput, type ResultTolerance, real, toReal } from '../results/schema.js';

const share = z.number().min(0).max(1).describe('Share of decisions or detections that may be wrong');

/**
 * The rule that an output was judged by and the limits that were set. What was found, and limits that follow from the
 * size of the numbers, are left out: they move from case to case, the rule does not.
 */
export const knownToleranceSchema = z.strictObject({
  rule: outputSchema.shape.tolerance.shape.rule,
  multiple: real.optional().describe('auto: times the noise floor, the largest of the cases'),
  atol: z.number().optional(),
  rtol: z.number().optional(),
  ulp: z.number().optional(),
  cosine: z.number().optional(),
  norm: z.number().optional(),
  topk: z.number().optional(),
  share: share.optional(),
  of: z.string().optional().describe('set: the output whose rule pairs the detections'),
  steps: z.number().optional().describe('quantised: the most that pass'),
});

export type KnownTolerance = z.infer<typeof knownToleranceSchema>;

/** What the outputs of one name were judged by, the loosest of the cases. */
export function knownTolerance(outputs: readonly ResultOutput[]): KnownTolerance {
  const [loosest] = outputs.map(({ tolerance }) => tolerance).sort((a, b) => multipleOf(b) - multipleOf(a));
  if (loosest === undefined) throw new Error('an output has a tolerance');
  return { rule: loosest.rule, ...limitsOf(loosest) };
}

function limitsOf(tolerance: ResultTolerance): Omit<KnownTolerance, 'rule'> {
  const { rule, multiple, atol, rtol, ulp, cosine, topk, index, set, quantised } = tolerance;
  switch (rule) {
    case 'auto':
      return multiple === undefined ? {} : { multiple: toReal(rounded(fromReal(multiple))) };
    case 'uncalibrated':
    case 'exact':
      return {};
    case 'explicit':
      return { ...(atol === undefined ? {} : { atol }), ...(rtol === undefined ? {} : { rtol }) };
    case 'ulp':
      return ulp === undefined ? {} : { ulp: ulp.limit };
    case 'cosine':
      return cosine === undefined ? {} : { cosine: cosine.min, norm: cosine.normLimit };
    case 'topk':
      return topk === undefined ? {} : { topk: topk.k, share: topk.allowed };
    case 'index':
      return index === undefined ? {} : { share: index.allowed };
    case 'set':
      return set === undefined ? {} : { of: set.of, share: set.allowed };
    case 'quantised':
      return quantised === undefined ? {} : { steps: quantised.steps };
    default:
      return assertNever(rule);
  }
}

function multipleOf({ multiple }: ResultTolerance): number {
  return multiple === undefined ? 0 : fromReal(multiple);
}
