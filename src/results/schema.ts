/**
 * The results document, read by report, publish and other tools.
 * Same input, same bytes: sorted, no dates, no absolute paths. The JSON schema in schema/ is generated from here.
 */
import { z } from 'zod';
import { judgementFields } from '../compare/judgement.js';
import { real } from '../tensor/real.js';
import { CELL_STATES, FORMATS, PRECISIONS } from '../types.js';
import { differenceSchema } from './difference-schema.js';
import { distributionSchema } from './distribution-schema.js';
import { FAILURE_KINDS } from './failures.js';
import { locatedSchema, operatorSchema } from './located-schema.js';

export const SCHEMA_VERSION = 2;

const count = z.int().min(0);
const duration = z.number().min(0);

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
  doing: z.string().describe('What the worker was doing, as in "loading the model"'),
  case: z.string().optional().describe('The golden case that was running'),
  signal: z.string().optional().describe('Of a crash: name of the signal that ended the process'),
  code: z.int().optional().describe('Of a crash: exit code of the process'),
  seconds: duration.optional().describe('Of a timeout: the time limit'),
  limitBytes: z.number().min(0).optional().describe('Of running out of memory: the memory limit'),
});

export const outputSchema = z.strictObject({
  case: z.string(),
  form: z.string().describe('Path of the committed form that was run'),
  name: z.string().describe('Name of the output in the first form'),
  ...judgementFields,
  matchedBy: z
    .enum(['name', 'names-map', 'type'])
    .optional()
    .describe('How the outputs of reference and candidate were paired'),
  onlyIn: z
    .enum(['reference', 'form'])
    .optional()
    .describe('For an output that was not compared because only one of the two has it'),
  vacuous: z
    .boolean()
    .optional()
    .describe('True when the output does not depend on the inputs, so agreement proves nothing'),
});

const diagnosisSchema = z.strictObject({
  id: z.string().describe('The rule that found it, as in runs-in-bfloat16'),
  finding: z.string().describe('One sentence that says what is wrong'),
  evidence: z.string(),
  fix: z.string().describe('What to do'),
});

const hopSchema = z.strictObject({
  form: z.string().describe('Path of the committed form'),
  step: count.describe('Number of conversions before it; 0: the committed form'),
  format: z.enum(FORMATS),
  runtime: z.string().describe('Adapter of the runtime it ran on'),
  version: z.string().nullable(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: z.enum(CELL_STATES),
  reason: z.string().nullable(),
  noiseRatio: real.nullable().describe('The worst of all outputs and cases'),
});

const otherRouteSchema = z.strictObject({
  form: z.string().describe('Path of the committed form'),
  converters: z.array(z.string()).min(1),
  state: z.enum(CELL_STATES).describe('State that the cell would have on this route; not-run: there was no time left'),
  reason: z.string().nullable(),
  noiseRatio: real.nullable().describe('The worst of all outputs and cases'),
});

export const cellSchema = z.strictObject({
  model: z.string(),
  runtime: z.string(),
  state: z.enum(CELL_STATES),
  reason: z.string().nullable().describe('Why the state is not pass; null otherwise'),
  fault: faultSchema.optional().describe('The failure in parts: what, why, next'),
  failure: failureSchema.optional().describe('How the runtime or a converter failed, if one did'),
  route: z.array(
    z.strictObject({
      converter: z.string(),
      package: z.string().optional().describe('The package that the version is of, as in onnx2tf'),
      version: z.string(),
      seconds: duration,
      cached: z.boolean(),
      changes: z
        .array(z.string())
        .optional()
        .describe('Element types, layouts and operators that it changed, as in "ids: int64 as int32"'),
    }),
  ),
  otherRoutes: z
    .array(otherRouteSchema)
    .optional()
    .describe('Other routes that were tried because one did not pass, in the order in which they were tried'),
  staleSizes: z
    .array(
      z.strictObject({
        form: z.string().describe('Path of the committed form'),
        why: z.string().describe('Inner values with the sizes that they have and those that the file states, in words'),
      }),
    )
    .optional()
    .describe(
      'Files that state wrong sizes of inner values (value_info), and that were read without these: with them the cell was worse',
    ),
  cases: count,
  seconds: duration.describe('Loading and running on the runtime, all forms and cases'),
  peakRssBytes: count.nullable().describe('Peak memory of the worker process so far'),
  cached: z.boolean(),
  outputs: z.array(outputSchema),
  distribution: distributionSchema
    .optional()
    .describe('For the first cells that drift: how the errors are distributed of the output that is furthest off'),
  hops: z
    .array(hopSchema)
    .optional()
    .describe('For cells that drift: the forms on the route, and the runtimes they were run on to locate the drift'),
  difference: differenceSchema
    .optional()
    .describe('For cells that drift: what differs between two files of the model in ONNX, where there are two'),
  located: locatedSchema.optional().describe('For cells that drift: the operators at which it begins'),
  unlocated: z.string().optional().describe('Why no operator was found, for cells that were searched'),
  undecided: z
    .array(z.string())
    .optional()
    .describe(
      'Outputs that rounding decides: the reference itself makes them otherwise when inputs and weights move by one unit in the last place, or what `undecidedAt` reads is on the edge',
    ),
  undecidedAt: z
    .array(operatorSchema)
    .optional()
    .describe('Operators that decide otherwise although what they read differs by no more than rounding'),
  optimizers: z
    .strictObject({
      option: z.string().describe('Option of the runtime that leaves them out'),
      names: z.array(z.string()),
    })
    .optional()
    .describe('For cells that drift only with optimisations: the fewest of them without which the cell passes'),
  lastKnown: z
    .strictObject({ state: z.enum(CELL_STATES), noiseRatio: real.nullable() })
    .optional()
    .describe('The last result in the baseline, where it has one'),
  history: z
    .array(z.strictObject({ commit: z.string().regex(/^[0-9a-f]{40,64}$/), noiseRatio: real }))
    .optional()
    .describe('Its worst noise ratio at earlier commits at which it ran, the oldest first, as far as that is kept'),
  recorded: z
    .enum(['baseline', 'cache'])
    .optional()
    .describe('Where its result was recorded, for a cell that was not run because nothing has changed'),
  diagnosis: diagnosisSchema.optional(),
  approval: z
    .strictObject({
      state: z
        .enum(CELL_STATES)
        .describe('State that was accepted; an approved cell would have it without the approval'),
      author: z.string(),
      reason: z.string(),
      date: z.string(),
      until: z.string().optional().describe('Last day of the approval; no end date when left out'),
      ended: z.string().optional().describe('Why the approval no longer covers the cell'),
    })
    .optional()
    .describe('What the baseline says about a cell that does not pass'),
  change: z
    .enum(['new', 'worse', 'better', 'same'])
    .optional()
    .describe('Compared with the last results in the baseline; absent when it has none'),
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
      noiseRatio: real.nullable().describe('RMSE between the two in units of the noise floor, the worst of all cases'),
      agree: z.boolean().describe('Within the automatic tolerance of the coarser of the two, in every case'),
    }),
  ),
});

const truthSchema = z.strictObject({
  unknown: z.string().nullable().describe('Why the model was not evaluated in float64; null when it was'),
  firstForm: z
    .boolean()
    .describe('Whether the first form was evaluated, which the reference is made from; another one only confirms it'),
  exact: z
    .literal(true)
    .optional()
    .describe('It has no floating-point numbers, so that it was computed again in its own types, which are exact'),
  witnesses: z.array(
    z.strictObject({
      runtime: z.string().describe('Adapter of the runtime'),
      title: z.string(),
      version: z.string().nullable(),
      precision: z
        .enum(['f64', 'own'])
        .nullable()
        .describe('own: that of the model, where it has no kernels for float64; null when it could not run the model'),
      reason: z.string().nullable().describe('Why not in float64; null when it was'),
    }),
  ),
  outputs: z.array(
    z.strictObject({
      output: z.string(),
      agree: z
        .boolean()
        .nullable()
        .describe('Whether the witnesses agree with each other; null when fewer than two ran'),
      distances: z.array(
        z.strictObject({
          witness: z.string().describe('Adapter of the runtime'),
          column: z.string().nullable().describe('null: the reference'),
          noiseRatio: real
            .nullable()
            .describe('RMSE from the witness in units of the noise floor, the worst of the cases that were evaluated'),
          agree: z.boolean().describe('Within the automatic tolerance, in each of these cases'),
        }),
      ),
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
      precision: z.enum(PRECISIONS).optional().describe('Precision that it is declared to have and is judged by'),
      fault: faultSchema.optional(),
      code: z
        .array(z.string())
        .optional()
        .describe('In words, what in it can do more than compute, found without running it; nothing when left out'),
    }),
  ),
  signature: z.strictObject({ inputs: z.array(portSchema), outputs: z.array(portSchema) }).nullable(),
  gone: z.literal(true).optional().describe('No committed file is this model: a baseline or goldens expect it'),
  goldens: z
    .enum(['committed', 'synthetic', 'none'])
    .describe('Where the inputs come from; none: there are none, or none that can be read'),
  reference: z
    .strictObject({ kind: z.enum(['committed', 'runtime']), runtime: z.string(), version: z.string() })
    .nullable()
    .describe('What the cells are compared with; null when there is none'),
  consensus: z
    .array(consensusSchema)
    .optional()
    .describe('How far the columns are apart from each other, by output; if three or more ran'),
  truth: truthSchema
    .optional()
    .describe('The same computation in float64 by independent runtimes, where columns agree against the reference'),
});

export const runtimeSchema = z.strictObject({
  id: z.string().describe('Name of the column; of a joined document of several platforms, with the platform'),
  column: z.string().optional().describe('Name of the column in the configuration, where the id is another'),
  platform: z.string().optional().describe('Where it ran, as in linux-x64, in a document of several platforms'),
  adapter: z.string(),
  title: z.string(),
  file: z.string().optional().describe('Path of the adapter, where it is one of the repository'),
  engine: z.string().optional().describe('Columns with the same engine share their kernels; the adapter when left out'),
  version: z.string().nullable().describe('Version that ran; null when it never started'),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  precision: z.strictObject({
    declared: z.enum(PRECISIONS).describe('Precision that the column is judged by'),
    effective: z.string().nullable().describe('Precision that the runtime reports; null when it reports none'),
  }),
});

export const runSchema = z.strictObject({
  config: z.string().nullable().describe('Path of the configuration; null when the defaults apply'),
  baseline: z.string().describe('Path of the baseline'),
  models: z.array(z.string()).optional().describe('Only these models were requested, by id or glob; all when left out'),
  runtimes: z.array(z.string()).optional().describe('Only these columns were requested; all when left out'),
  changedRules: z
    .array(z.strictObject({ path: z.string().describe('The file'), text: z.string() }))
    .optional()
    .describe('What the pull request changes in the rules by which it is judged; nothing when left out'),
  folder: z
    .string()
    .optional()
    .describe('Working directory as a path from the root of the repository; the root when left out'),
  repository: z.string().optional().describe('owner/name'),
  commit: z.string().optional().describe('The commit that was judged'),
  base: z
    .strictObject({ branch: z.string(), commit: z.string().optional() })
    .optional()
    .describe('What the pull request is to be merged into'),
  address: z.string().optional().describe('Page of the workflow run'),
});

const platformSchema = z.strictObject({
  os: z.string(),
  arch: z.string(),
  cpu: z.string(),
  isa: z.array(z.string()).describe('Instruction sets that change numerics, as in avx512_bf16'),
  sandbox: z.string().describe('Isolation level of the workers'),
  network: z
    .enum(['closed', 'open'])
    .optional()
    .describe('Whether workers could open connections; unknown when left out'),
});

export const shardSchema = z.strictObject({
  platform: z.string().describe('As in linux-x64'),
  index: z.int().min(1),
  of: z.int().min(1),
  models: z.array(z.string()),
  runtimes: z.array(z.string()),
  seconds: duration.describe('Expected, with empty caches'),
});

/** Everything that joining the parts of a matrix needs to know of the whole. */
export const wholeSchema = z.strictObject({
  digest: z
    .string()
    .describe('Of everything below, the commit and the configuration: parts with other digests are of another run'),
  shards: z.array(shardSchema),
  models: z.array(modelSchema.pick({ id: true, forms: true, signature: true, gone: true })),
  runtimes: z.array(runtimeSchema),
  failOn: z.enum(['drift', 'failure', 'never']),
  comment: z.enum(['on-change', 'on-failure', 'always', 'never']),
  run: runSchema.describe('What the whole belongs to'),
});

export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  verdict: z.enum(['pass', 'fail', 'error']),
  tool: z.strictObject({ version: z.string() }),
  platform: platformSchema,
  run: runSchema.optional().describe('What the results belong to'),
  stopped: faultSchema
    .extend({ where: z.string().optional().describe('A file with its line, or an input') })
    .optional()
    .describe(
      'Why the run ended before everything was judged; the cells that were not are not-run, and there are none if it ended before it was known what to run',
    ),
  platforms: z.array(platformSchema).optional().describe('Of a joined document of several platforms: each of them'),
  part: z
    .strictObject({ shard: shardSchema, attempt: z.int().min(1), whole: wholeSchema })
    .optional()
    .describe('Set if these are the results of one part of a matrix: which part, and what the others are'),
  models: z.array(modelSchema),
  runtimes: z.array(runtimeSchema),
  cells: z.array(cellSchema),
});

export type RunOfResults = z.infer<typeof runSchema>;
export type ShardPart = z.infer<typeof shardSchema>;
export type WholeMatrix = z.infer<typeof wholeSchema>;
export type Results = z.infer<typeof resultsSchema>;
export type ResultModel = z.infer<typeof modelSchema>;
export type ResultRuntime = z.infer<typeof runtimeSchema>;
export type ResultHop = z.infer<typeof hopSchema>;
export type ResultOtherRoute = z.infer<typeof otherRouteSchema>;
export type ResultCell = z.infer<typeof cellSchema>;
export type CellFailure = z.infer<typeof failureSchema>;
export type ResultOutput = z.infer<typeof outputSchema>;
export type OutputConsensus = z.infer<typeof consensusSchema>;
export type ModelTruth = z.infer<typeof truthSchema>;
export type Diagnosis = z.infer<typeof diagnosisSchema>;
