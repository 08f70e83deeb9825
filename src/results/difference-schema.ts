/** What differs between two files of a model, as the results document has it. */
import { z } from 'zod';

const count = z.int().min(0);

export const differenceSchema = z.strictObject({
  kind: z
    .enum(['forms', 'conversion', 'goldens'])
    .describe(
      'forms: the first form and the one that drifts; conversion: a form before and after it; goldens: the file that they were recorded with and the present one',
    ),
  from: z.string().describe('The file that is right, or the earlier one'),
  to: z.string(),
  changes: z.array(
    z.strictObject({
      kind: z.string().describe('As in attribute, weights or nodes'),
      text: z.string(),
      count: count.describe('Nodes at which it occurs; 0 for what has no place'),
      places: z.array(z.string()).describe('The first of these nodes'),
    }),
  ),
  more: count.describe('Changes that are left out because there are too many'),
  unknown: z.string().optional().describe('Why the two were not compared'),
});

export type FileDifference = z.infer<typeof differenceSchema>;
