/**
 * The results document: the one thing that report, publish, merge and any other tool reads.
 * Same input, same bytes: sorted, no dates, no absolute paths. The JSON schema in schema/ is generated from here.
 */
import { z } from 'zod';
import { CELL_STATES, FORMATS, PRECISIONS } from '../types.js';
import { FAILURE_KINDS } from './failures.js';

export const SCHEMA_VERSION = 2;

/** JSON has no NaN and no infinities, and a result may be one: they travel as strings. */
export const real = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
const scalar = z.union([real, z.string(), z.boolean()]);
const count = z.int().min(0);

const dimension = z.union([z.int(), z.string(), z.null()]);
const portSchema = z.strictObject({
  name: z.string(),
  type: z.string().describe('Type in words, as in float32[1, N] or sequence(map(int64, float32))'),
  dtype: z.string().optional().describe('Element type, for tensors'),
  shape: z.array(dimension).nullable().optional().describe('Dimensions, for tensors; null when the rank is unknown'),
});

const faultSchema = z.strictObject({ what: z.string(), why: z.string().optional(), next: z.string().optional() });

const failureSchema = z.strictObject({
  kind: z.enum(FAILURE_KINDS),
  doing: z.string().describe('What it was doing, as in "loading the model"'),
  case: z.string().optional().describe('The golden case that was running'),
  signal: z.string().optional().describe('Of a crash: name of the signal that ended the process'),
  code: z.int().optional().describe('Of a crash: exit code of the process'),
  seconds: z.number().optional().describe('Of a timeout: how long it was given'),
  limitBytes: z.number().optional().describe('Of a lack of memory: how much it was given'),
});

const share = z.number().min(0).max(1);
/** Decisions: labels or indices. */
const agreement = {
  flips: count.describe('Decisions that differ although the reference is sure'),
  ties: count.describe('Decisions that differ where the reference hardly distinguishes'),
  total: count,
  allowed: share.describe('Share of flips that passes'),
};

const toleranceSchema = z.strictObject({
  rule: z
    .enum(['auto', 'uncalibrated', 'explicit', 'exact', 'ulp', 'cosine', 'topk', 'index', 'set', 'quantised'])
    .describe(
      'auto: from the noise floor; uncalibrated: from the dtype table; explicit: atol and rtol from the config; exact; the others: rules from the config, with their numbers under their name',
    ),
  ulp: z.strictObject({ limit: count, max: real.describe('Largest distance in units in the last place') }).optional(),
  cosine: z
    .strictObject({
      min: z.number().describe('Smallest that passes'),
      lowest: real.describe('Smallest of all vectors'),
      normLimit: z.number().describe('Largest factor between the norms that passes'),
      norm: real.describe('Factor between the norms where it is furthest from 1'),
    })
    .optional(),
  topk: z.strictObject({ k: count, ...agreement }).optional(),
  index: z.strictObject(agreement).optional(),
  set: z
    .strictObject({
      of: z.string().describe('Output whose rule pairs the detections'),
      matched: count,
      missing: count.describe('Detections of the reference without a partner'),
      extra: count.describe('Detections of the candidate without a partner'),
      excused: count.describe('Of those, the ones whose score is so near the threshold that it may have been dropped'),
      allowed: share.describe('Share of detections without a partner that passes'),
      lowestIou: real.nullable().describe('Smallest overlap of a pair'),
      largestScoreDifference: real.nullable(),
    })
    .optional(),
  quantised: z
    .strictObject({
      steps: count.describe('Most steps that pass'),
      max: real.describe('Largest difference in steps'),
      scale: real.describe('Size of a step'),
    })
    .optional(),
  rmse: real.optional().describe('Largest RMSE that passes'),
  maxAbs: real.optional().describe('Largest absolute difference that passes'),
  atol: z.number().optional(),
  rtol: z.number().optional(),
  multiple: real.optional().describe('The tolerance as a multiple of the noise floor'),
  warning: z.string().optional().describe('Set when the explicit tolerance hides faults or flickers'),
});

export const outputSchema = z.strictObject({
  case: z.string(),
  form: z.string().describe('Path of the committed form that was run'),
  name: z.string().describe('Name of the output in the first form'),
  dtype: z.string(),
  shape: z.array(z.int()),
  maxAbs: real.nullable(),
  maxRel: real.nullable(),
  rmse: real.nullable(),
  noiseFloor: real.nullable().describe('Sigma: how far the output moves when inputs and weights move by one ulp'),
  noiseRatio: real.nullable().describe('RMSE / noise floor; about 1 for an honest float32 runtime'),
  effectiveBits: real.nullable().describe('Significant bits that the arithmetic seems to have had; 24 is float32'),
  mismatched: count.describe('Elements outside the element-wise limit; or vectors, decisions, detections that differ'),
  total: count.describe('Elements compared; or vectors, decisions, detections, by the rule'),
  worst: z
    .strictObject({ index: z.array(z.int()), reference: scalar, candidate: scalar })
    .nullable()
    .describe('Where the two differ most'),
  tolerance: toleranceSchema,
  verdict: z.enum(['pass', 'drift', 'error']),
  reason: z.string().optional().describe('Why the verdict is not pass, in words'),
  matchedBy: z.enum(['name', 'names-map', 'type']).optional().describe('How reference and candidate were paired'),
  vacuous: z
    .boolean()
    .optional()
    .describe('True when the output does not vary with the inputs, so that agreement proves nothing'),
});

const diagnosisSchema = z.strictObject({
  id: z.string().describe('The rule that found it, as in runs-in-bfloat16'),
  finding: z.string().describe('One sentence that says what is wrong'),
  evidence: z.string(),
  fix: z.string().describe('What to do'),
});

const hopSchema = z.strictObject({
  form: z.string().describe('Path of the committed form'),
  step: count.describe('Conversions that it has behind it; 0: as it is committed'),
  format: z.enum(FORMATS),
  runtime: z.string().describe('Adapter that it was run on'),
  version: z.string().nullable(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: z.enum(CELL_STATES),
  reason: z.string().nullable(),
  noiseRatio: real.nullable().describe('The worst over outputs and cases'),
});

export const cellSchema = z.strictObject({
  model: z.string(),
  runtime: z.string(),
  state: z.enum(CELL_STATES),
  reason: z.string().nullable().describe('Why the state is not pass; null otherwise'),
  fault: faultSchema.optional().describe('The failure in parts: what, why, next'),
  failure: failureSchema.optional().describe('How the runtime or a converter failed, where one did'),
  route: z.array(
    z.strictObject({
      converter: z.string(),
      version: z.string(),
      seconds: z.number(),
      cached: z.boolean(),
      changes: z.array(z.string()).optional().describe('Other element types and layouts, as in "ids: int64 as int32"'),
    }),
  ),
  cases: count,
  seconds: z.number().describe('Loading and running on the runtime, all forms and cases'),
  peakRssBytes: count.nullable().describe('Peak memory of the worker process so far'),
  cached: z.boolean(),
  outputs: z.array(outputSchema),
  hops: z
    .array(hopSchema)
    .optional()
    .describe('For cells that drift: the forms on the route, and where each was run to find what makes the difference'),
  lastKnown: z
    .strictObject({ state: z.enum(CELL_STATES), noiseRatio: real.nullable() })
    .optional()
    .describe('For not-run: the result that the baseline remembers'),
  diagnosis: diagnosisSchema.optional(),
  approval: z
    .strictObject({
      state: z.enum(CELL_STATES).describe('What was accepted; the state that an approved cell would have without it'),
      author: z.string(),
      reason: z.string(),
      date: z.string(),
      until: z.string().optional().describe('Last day of the approval; for good when left out'),
      ended: z.string().optional().describe('Why the approval does not cover the cell any more, in words'),
    })
    .optional()
    .describe('What the baseline says about a cell that does not pass'),
  change: z
    .enum(['new', 'worse', 'better', 'same'])
    .optional()
    .describe('Against the last results in the baseline; missing when it has none'),
  warnings: z
    .array(
      z.strictObject({
        id: z.enum(['worse-than-baseline', 'tolerance-changed', 'approval-ends', 'approval-unused']),
        text: z.string(),
      }),
    )
    .optional(),
});

const consensusSchema = z.strictObject({
  output: z.string(),
  distances: z.array(
    z.strictObject({
      a: z.string().describe('Column'),
      b: z.string().describe('Column'),
      noiseRatio: real.nullable().describe('RMSE between the two in units of the noise floor, the worst over cases'),
      agree: z.boolean().describe('Inside the automatic tolerance of the coarser of the two, in every case'),
    }),
  ),
});

export const modelSchema = z.strictObject({
  id: z.string(),
  forms: z.array(
    z.strictObject({
      path: z.string(),
      format: z.enum(FORMATS).nullable().describe('null when the file cannot be read'),
      sha256: z.string(),
      bytes: count,
      fault: faultSchema.optional(),
    }),
  ),
  signature: z.strictObject({ inputs: z.array(portSchema), outputs: z.array(portSchema) }).nullable(),
  goldens: z.enum(['committed', 'synthetic']).describe('Where the inputs come from'),
  reference: z
    .strictObject({ kind: z.enum(['committed', 'runtime']), runtime: z.string(), version: z.string() })
    .nullable()
    .describe('What the cells are compared with; null when there is none'),
  consensus: z
    .array(consensusSchema)
    .optional()
    .describe('How far the columns are apart from each other, by output; where three or more ran'),
});

export const runtimeSchema = z.strictObject({
  id: z.string().describe('Name of the column'),
  adapter: z.string(),
  title: z.string(),
  engine: z.string().optional().describe('Columns of one engine share their kernels; the adapter when left out'),
  version: z.string().nullable().describe('Version that ran; null when it never started'),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  precision: z.strictObject({
    declared: z.enum(PRECISIONS).describe('What the column is judged by'),
    effective: z.string().nullable().describe('What the runtime says it used, where it can tell'),
  }),
});

export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  verdict: z.enum(['pass', 'fail', 'error']),
  tool: z.strictObject({ version: z.string() }),
  platform: z.strictObject({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    isa: z.array(z.string()).describe('Instruction sets that change numerics, as in avx512_bf16'),
    sandbox: z.string().describe('Level of isolation that the workers had'),
  }),
  models: z.array(modelSchema),
  runtimes: z.array(runtimeSchema),
  cells: z.array(cellSchema),
});

export type Results = z.infer<typeof resultsSchema>;
export type ResultModel = z.infer<typeof modelSchema>;
export type ResultRuntime = z.infer<typeof runtimeSchema>;
export type ResultHop = z.infer<typeof hopSchema>;
export type ResultCell = z.infer<typeof cellSchema>;
export type CellFailure = z.infer<typeof failureSchema>;
export type ResultOutput = z.infer<typeof outputSchema>;
export type OutputConsensus = z.infer<typeof consensusSchema>;
export type ResultTolerance = z.infer<typeof toleranceSchema>;
export type Diagnosis = z.infer<typeof diagnosisSchema>;
export type Real = z.infer<typeof real>;

/** A number as the document holds it. */
export function toReal(value: number): Real {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** The number behind the document's notation. */
export function fromReal(value: Real): number {
  return Number(value);
}
