/** The operators at which a cell begins to drift, as the results document has them. */
import { z } from 'zod';
import { real } from '../tensor/real.js';

const count = z.int().min(0);

/** Name of the misreading that is a precision mode: operands that are rounded. */
export const ROUNDED_OPERANDS = 'rounded-operands';

/** Why a cell has no operator: its search was not begun, which a later run does, or not ended. */
export const NOT_BEGUN = 'the time that `locate` allows was over before it was searched';
export const NO_TIME = 'the time that `locate` allows was over before the search ended';

export const operatorSchema = z.strictObject({
  name: z.string().describe('Of the node; where it has none, the first output of it that is wrong, or its first'),
  type: z.string().describe('As in Conv, with its domain where that is not ONNX itself'),
  index: count.describe('Place among the nodes of the file, from 0; of one in a body, that of the node with the body'),
});

const operatorDistanceSchema = z.strictObject({
  noiseRatio: real.nullable().describe('RMSE in units of the noise floor of the operator by itself'),
  ulp: z.number().min(0).nullable().describe('Steps of the element type between the two at most'),
  agree: z.boolean().describe('Within rounding'),
});

const replaySchema = z.strictObject({
  shows: z
    .enum(['alone', 'open-sizes', 'not-alone', 'not-run'])
    .describe(
      'Whether the operator shows the fault by itself; open-sizes: only while the sizes of its inputs are left open; not-alone: it needs its neighbours',
    ),
  reason: z.string().nullable().describe('Why it was not run, or could not be judged'),
  distance: operatorDistanceSchema.nullable().describe('From what the reference makes of it to what the column makes'),
  offered: count.describe('Known misreadings that were tried'),
  causes: z
    .array(
      z.strictObject({
        variant: z.string().describe('Name of the misreading'),
        asIf: z.string().describe('To follow "as if"'),
        fix: z.string().nullable(),
        distance: operatorDistanceSchema.describe('From what it makes to what the column makes'),
      }),
    )
    .describe('Misreadings that make what the column makes, the closest first'),
  truth: z
    .strictObject({
      unknown: z.string().nullable().describe('Why it was not computed in float64'),
      agree: z.boolean().nullable().describe('Whether those that computed it agree'),
      verdict: z
        .enum(['candidate', 'reference', 'both', 'neither', 'meaning', 'undefined', 'unknown'])
        .describe(
          'Who is off; meaning: those that computed it read the operator differently; undefined: there is no right result for these inputs',
        ),
      exact: z.literal(true).optional().describe('It has no floating-point numbers, so that its own types are exact'),
      specification: z
        .strictObject({ says: z.string(), section: z.string() })
        .nullable()
        .describe("What ONNX's specification says, in our words"),
      witnesses: z.array(
        z.strictObject({
          runtime: z.string().describe('Adapter of the runtime'),
          title: z.string(),
          version: z.string().nullable(),
          precision: z.enum(['f64', 'own']).nullable(),
          reason: z.string().nullable().describe('Why it did not compute in float64'),
          reference: operatorDistanceSchema.nullable().describe('From it to what the reference makes'),
          candidate: operatorDistanceSchema.nullable().describe('From it to what the column makes'),
        }),
      ),
    })
    .nullable()
    .describe('The operator in float64, computed twice'),
  repro: z.string().optional().describe('Name of the folder that shows it without the gate'),
  reproTooLarge: z
    .string()
    .optional()
    .describe('Its size, where it was left out because it is too large to be published'),
});

const locatedOperatorSchema = operatorSchema.extend({
  within: z
    .array(z.string())
    .optional()
    .describe('As in "the then branch of If `choose`": the bodies that it is in, the innermost first'),
  off: z.string().optional().describe('Of a layer: how far what it makes is off'),
  body: z
    .string()
    .optional()
    .describe(
      'Of an operator with a body: what a search in the body, run as a graph of its own, showed instead of an operator',
    ),
  by: z.enum(['exposing', 'cutting']).describe('Looking at all values in one run, or cutting the graph'),
  before: real.nullable().describe('Noise ratio of what it is computed from; null where nothing was measured'),
  after: real.nullable().describe('Noise ratio of what it makes; null where it is not a matter of rounding'),
  bits: real.nullable().describe('Significant bits that are left of what it makes'),
  certain: z.boolean().describe('Whether it is wrong by itself when it is given what the reference computed'),
  together: z.array(operatorSchema).describe('Operators that it is wrong together with, being right alone'),
  constants: z
    .literal(true)
    .optional()
    .describe('These compute its constants: with those of the reference it is right'),
  fails: z.literal(true).optional().describe('It does not run with constants that the column computes itself'),
  between: z.array(operatorSchema).describe('Operators before it that could not be measured: it may be one of these'),
  inputs: z.array(z.string()).describe('Types of what it reads, as in float32[1, 3, 64, 64]'),
  outputs: z.array(z.string()),
  attributes: z.array(z.string()).describe('As in "epsilon 1e-5"'),
  replay: replaySchema.optional().describe('What the operator does by itself'),
});

export const locatedSchema = z.strictObject({
  form: z.string().describe('Path of the committed form'),
  step: count.describe('Number of conversions before the ONNX that was searched; 0: the committed form'),
  case: z.string().describe('The golden case that it was searched with'),
  reference: z.string().describe('Adapter of the runtime that it was compared with'),
  against: z
    .string()
    .nullable()
    .describe('Path of the form that the reference ran, where it is not the one that was searched'),
  repeats: z
    .literal(false)
    .optional()
    .describe('The column computed something else when the same part ran again: then no operator is certain'),
  layers: z
    .literal(true)
    .optional()
    .describe('Layers of a form without ONNX were compared, by the table of element types: nothing ran by itself'),
  unfinished: z
    .literal(true)
    .optional()
    .describe('The time that `locate` allows was over before the search ended: what it says is true, and not all'),
  nodes: count.describe('Nodes of the graph, or layers of the form'),
  parts: count.describe('Parts of the graph that were run, each converted first where the route has conversions'),
  operators: z
    .array(locatedOperatorSchema)
    .min(1)
    .describe('Where it breaks: each is the first behind the ones before'),
  flat: real
    .nullable()
    .describe('Significant bits that are left everywhere from the first product on: a precision mode, not an operator'),
  depth: z
    .array(z.strictObject({ index: count, ratio: real }))
    .describe('Noise ratio of what the nodes make, in the order of the graph; some of them where there are many'),
});

export type ResultOperator = z.infer<typeof operatorSchema>;
export type ResultReplay = z.infer<typeof replaySchema>;
export type ResultLocated = z.infer<typeof locatedSchema>;
export type ResultLocatedOperator = z.infer<typeof locatedOperatorSchema>;
