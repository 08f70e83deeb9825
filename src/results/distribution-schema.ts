/** How the errors of an output are distributed, as the results document has it. */
import { z } from 'zod';
import { real } from '../tensor/real.js';

const count = z.int().min(0);

/** A report draws these, and a document may be of an unknown author. */
const MOST_BINS = 100;
const exponent = z.int().min(-50).max(70);

export const distributionSchema = z.strictObject({
  case: z.string(),
  form: z.string().describe('Path of the committed form that was run'),
  output: z.string(),
  unit: real.describe('All errors here are in this unit'),
  unitIs: z
    .enum(['noise', 'ulp', 'step'])
    .describe('The noise floor; the spacing of float32 numbers at the largest value; 1 for integers'),
  equal: count.describe('Elements that are equal'),
  notFinite: count.describe('Elements that are NaN or infinite in one of the two; they are in no bin'),
  sizes: z
    .array(z.strictObject({ exponent, count }))
    .max(MOST_BINS)
    .describe('Elements by the size of their error: from 2^exponent to twice that'),
  magnitudes: z
    .array(z.strictObject({ exponent, count, largest: real }))
    .max(MOST_BINS)
    .describe('Elements by the size of the reference, from 10^exponent to ten times that, and their largest error'),
  map: z
    .strictObject({
      axes: z.array(count).max(2).describe('Axes of the output along which the error varies most: rows and columns'),
      sizes: z.array(count).max(2).describe('Sizes of these axes'),
      largest: z
        .array(z.array(real.nullable()).max(MOST_BINS))
        .max(MOST_BINS)
        .describe('By row and column: the exponent of the largest error in that part; null where all is equal'),
    })
    .nullable()
    .describe('null for an output of a single element'),
});

export type ResultDistribution = z.infer<typeof distributionSchema>;
