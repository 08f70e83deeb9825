/** The rules that a configuration can set for an output. docs/tolerances.md explains each with an example. */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const axis = z.int().min(-64).max(63).default(-1);
const margin = z.number().min(0).optional();
const flips = share.default(0).describe('Share of the decisions that may be wrong');

const limit = z
  .strictObject({
    atol: z.number().min(0).optional().describe('Absolute part, in the unit of the output'),
    rtol: z.number().min(0).optional().describe('Part relative to the reference'),
  })
  // Aborting: zod would otherwise take this for the alternative that was meant, whatever else is there.
  .refine(({ atol, rtol }) => atol !== undefined || rtol !== undefined, {
    error: 'give at least one of atol, rtol',
    abort: true,
  })
  .describe('|candidate − reference| ≤ atol + rtol·|reference|, for every element');

const ulp = z
  .strictObject({ ulp: z.int().min(0).describe('Values of the element type that may lie between') })
  .describe('Distance in units in the last place');

const cosine = z
  .strictObject({
    cosine: z.number().gt(0).max(1).describe('Smallest cosine similarity that passes'),
    norm: z.number().min(1).default(1.05).describe('Largest factor between the two norms; cosine alone ignores scale'),
    axis: axis.unwrap().optional().describe('Axis of the vectors, each judged alone; the whole output when left out'),
  })
  .describe('Direction and length of vectors, as of embeddings');

const topk = z
  .strictObject({
    topk: z.int().min(1).describe('How many of the best must be the same, in any order'),
    axis: axis.describe('Axis of the scores'),
    margin: margin.describe('Scores of the reference so close count as equal; from the noise floor when left out'),
    flips,
  })
  .describe('Labels: the k best along an axis are the same');

const index = z
  .strictObject({
    index: z
      .strictObject({
        of: z.string().min(1).optional().describe('Output that the indices point into, along the axis'),
        beside: z.string().min(1).optional().describe('Output with the value of each index, as TopK gives it'),
        axis: axis.describe('Axis that is chosen from'),
        margin: margin.describe('Values of the reference so close count as equal; from the noise floor when left out'),
        flips: share.optional().describe('Share of the indices that may be wrong; 0 when left out'),
      })
      .refine(({ of, beside }) => of === undefined || beside === undefined, 'give one of of, beside')
      .refine((rule) => rule.of !== undefined || rule.beside !== undefined || rule.flips !== undefined, {
        error: 'give one of of, beside, flips',
      }),
  })
  .describe('Indices, as of ArgMax and TopK: equal, or the reference hardly prefers one to the other');

const column = z.int().min(0);
const output = z.string().min(1);
const field = z.union([column.describe('A column'), output.describe('Another output')]);

const set = z
  .strictObject({
    set: z.strictObject({
      boxes: column.default(0).describe('First of the four columns with the box'),
      format: z.enum(['xyxy', 'yxyx', 'xywh', 'cxcywh']).default('xyxy').describe('What the four columns are'),
      score: z
        .union([
          column.describe('A column'),
          z
            .tuple([column, column])
            .refine(([first, last]) => first < last, 'the first column must be before the last')
            .describe('First and last column: the best is the score, its place the class'),
          output.describe('Another output: one score a box, or one for each class'),
        ])
        .optional(),
      class: field.optional().describe('Must be equal: a column, or another output'),
      image: field.optional().describe('Must be equal: number of the picture, a column or another output'),
      count: output.optional().describe('Output that says how many of the rows count'),
      iou: z.number().gt(0).max(1).default(0.9).describe('Least overlap: intersection over union'),
      'score-margin': z.number().min(0).default(0.02).describe('Largest difference of the scores'),
      threshold: z.number().optional().describe('Scores up to this one do not count'),
      unmatched: share.default(0).describe('Share of the detections that may be without a partner'),
    }),
  })
  .describe('Detections in any order: boxes that overlap, with the same class and about the same score');

const quantised = z
  .strictObject({
    quantised: z.int().min(0).describe('Steps of quantisation that an element may be off'),
    scale: z.number().positive().optional().describe('Size of a step, for floats; found from the values when left out'),
  })
  .describe('Integers, or floats that were integers times a scale');

/** What one output is judged by. */
export const toleranceSpec = z.union([
  z.enum(['auto', 'exact']).describe('auto: from the noise floor of the model; exact: every element equal'),
  limit,
  ulp,
  cosine,
  topk,
  index,
  set,
  quantised,
]);

/** What several outputs are judged by; rules that name outputs belong to one. */
export const generalTolerance = toleranceSpec.refine((spec) => !namesOutputs(spec), {
  error: 'index and set are rules for one output: give them under outputs, <its name>, tolerance',
});

export type ToleranceSpec = z.infer<typeof toleranceSpec>;
export type LimitSpec = z.infer<typeof limit>;
export type UlpSpec = z.infer<typeof ulp>;
export type CosineSpec = z.infer<typeof cosine>;
export type TopkSpec = z.infer<typeof topk>;
export type IndexSpec = z.infer<typeof index>['index'];
export type SetSpec = z.infer<typeof set>['set'];
export type QuantisedSpec = z.infer<typeof quantised>;

/** A rule as it is applied: an output may also be a part of the detections that another output's rule is about. */
export type AppliedRule = ToleranceSpec | { readonly 'part-of': string };

function namesOutputs(spec: ToleranceSpec): boolean {
  return typeof spec === 'object' && ('index' in spec || 'set' in spec);
}

/** Outputs that a rule for detections is about besides its own. */
export function partsOf({ score, class: label, image, count }: SetSpec): readonly string[] {
  return [score, label, image, count].filter((part) => typeof part === 'string');
}
