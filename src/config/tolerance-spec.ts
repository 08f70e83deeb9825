import { z } from 'zod';

/** `auto`: from the model's own noise floor. Otherwise numpy's rule: |candidate − reference| ≤ atol + rtol·|reference|. */
export const toleranceSpec = z.union([
  z.literal('auto'),
  z.strictObject({
    atol: z.number().min(0).default(0).describe('Absolute part, in the unit of the output'),
    rtol: z.number().min(0).default(0).describe('Part relative to the reference'),
  }),
]);

export type ToleranceSpec = z.infer<typeof toleranceSpec>;
