/** The configuration file. This schema is the only place with defaults; schema/config.schema.json is made from it. */
import { z } from 'zod';
import { DEFAULT_TOLERANCE, generalTolerance, toleranceSpec } from '../compare/tolerance-spec.js';
import { FORMATS, PRECISIONS } from '../types.js';
import { recipeSchema } from './recipe.js';
import { isRelease } from './release.js';

const optionValue = z.union([z.string(), z.number(), z.boolean()]);

/** Operating systems and architectures, as in linux-x64, with the label of a hosted runner that has it. */
export const RUNNERS = {
  'linux-x64': 'ubuntu-latest',
  'linux-arm64': 'ubuntu-24.04-arm',
  'darwin-arm64': 'macos-latest',
  'darwin-x64': 'macos-15-intel',
  'win32-x64': 'windows-latest',
  'win32-arm64': 'windows-11-arm',
} as const;
/** A timer takes no more milliseconds: it would end at once. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

export type PlatformName = keyof typeof RUNNERS;
const platformName = z.literal(Object.keys(RUNNERS) as PlatformName[]);

const runtimeEntry = z.union([
  z.string().min(1).describe('Id of a runtime, or path of an adapter file of your own'),
  z.strictObject({
    id: z.string().min(1).optional().describe('Name of the column; the id of the runtime when left out'),
    use: z.string().min(1).describe('Id of a runtime, or path of an adapter file of your own'),
    version: z
      .string()
      .refine(isRelease, 'give one release, as in "1.20.1"; ranges, tags and wildcards are not accepted')
      .optional()
      .describe('Release of the runtime, as in 1.20.1; the pinned one when left out'),
    options: z.record(z.string(), optionValue).default({}).describe('Options of the runtime; see portability list'),
    precision: z
      .enum(PRECISIONS)
      .optional()
      .describe(
        'Precision in which the column is meant to compute; widens the tolerance. When left out, the lowest that `through` leads to, else f32 (f64 for a model in float64 throughout)',
      ),
    tolerance: generalTolerance
      .optional()
      .describe('Tolerance in this column, where no model or output has a rule of its own'),
    format: z
      .enum(FORMATS)
      .optional()
      .describe(
        'Format that the runtime gets, one of those that it reads; models in other formats are converted to it',
      ),
    convert: z
      .boolean()
      .default(true)
      .describe('Whether models in other formats are converted for this column; false: it runs committed files only'),
    converters: z
      .record(z.string(), z.record(z.string(), optionValue))
      .optional()
      .describe('By converter: its options on the route to this column; see portability list'),
    platforms: z
      .array(platformName)
      .min(1)
      .optional()
      .describe('Where the column exists; everywhere when left out. Elsewhere it is not part of the matrix'),
    through: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Converters that every model goes through on the route to this column, in this order, as in [onnx-float16]',
      ),
  }),
]);

const namesMap = z
  .object({
    extra: z
      .union([z.string().nullable(), z.array(z.string()).min(1)])
      .optional()
      .describe('A list: outputs of this form that the first form does not have, which are not compared'),
  })
  .catchall(z.string().nullable());

const correspondence = {
  names: namesMap
    .default({})
    .describe(
      "The first form's name → this form's name; null: this form does not have it. `extra: [name, …]`: outputs that only this form has",
    ),
  layouts: z
    .record(z.string(), z.array(z.int().min(0)).min(1))
    .default({})
    .describe(
      "By the first form's name: its axes in the order of this form, as in [0, 2, 3, 1] for an NHWC form of an NCHW model",
    ),
  precision: z
    .enum(PRECISIONS)
    .optional()
    .describe(
      'Precision that this form is meant to have, as in int8 for a quantised file; judged by it on every column',
    ),
  tolerance: generalTolerance
    .optional()
    .describe('Tolerance of this form on every column, for outputs that have no rule of their own'),
};

const code = {
  weights: z.string().min(1).optional().describe('File with the weights: .safetensors, .npz, or a PyTorch state dict'),
  arguments: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]))
    .default({})
    .describe('Keyword arguments with which the model is created'),
  requirements: z
    .array(
      z
        .string()
        .regex(
          /^[A-Za-z0-9][\w.-]*(\[[\w., -]+\])? *([<>=!~]=? *[\w.!+*, <>=~]+)?$/,
          'give a package, as in transformers==5.0.0',
        ),
    )
    .default([])
    .describe(
      'Python packages that the code imports, as in [transformers==5.0.0]; installed beside the runtime in an environment of their own',
    ),
};
const codeName = z.string().regex(/^[^:]+\.py:[A-Za-z_]\w*$/, 'give the file and the name in it, as in src/net.py:Net');

const formEntry = z.union([
  z.string().min(1),
  z.strictObject({ path: z.string().min(1), ...correspondence }),
  z.strictObject({
    module: codeName.describe('A torch.nn.Module in your code, or a function that returns one, as in src/net.py:Net'),
    ...code,
    ...correspondence,
  }),
  z.strictObject({
    function: codeName.describe(
      'A JAX function in your code, as in src/net.py:apply; its first argument is the weights',
    ),
    ...code,
    ...correspondence,
  }),
]);

const outputEntry = z
  .strictObject({
    tolerance: toleranceSpec.optional(),
    runtimes: z
      .record(z.string(), z.strictObject({ tolerance: toleranceSpec }))
      .optional()
      .describe('By column: the tolerance of this output in that column'),
  })
  .refine((entry) => entry.tolerance !== undefined || entry.runtimes !== undefined, 'give tolerance or runtimes');

/** Additional cases beside the goldens, on every runtime. */
const probesEntry = z.strictObject({
  batch: z
    .union([z.boolean(), z.string().min(1)])
    .optional()
    .describe(
      'Check that each row alone gives the same result as in a batch: the name of the batch dimension, or true',
    ),
  sizes: z.boolean().optional().describe('Try two other sizes of every symbolic dimension'),
  state: z
    .record(z.string(), z.string())
    .optional()
    .describe('State input → state output: run a second step from the state that the first one returned'),
});

/** Golden cases lie in a folder of that name, so it leads nowhere else: no empty part, `.` or `..`, no `\\`, no control. */
const MODEL_ID = /^(?!(?:.*\/)?\.{0,2}(?:\/|$))[^\\\p{Cc}]+$/u;

const modelEntry = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(200)
      .regex(MODEL_ID, 'give a name, or several with single / between them, as in vision/classifier')
      .optional()
      .describe('Name of the row; the path without extension when left out'),
    path: z.string().min(1).optional().describe('One file, or a glob for several models'),
    forms: z
      .array(formEntry)
      .min(1)
      .optional()
      .describe('Committed files of one model that must agree with each other'),
    golden: z.string().min(1).optional().describe('Folder with golden cases'),
    inputs: z
      .record(z.string(), recipeSchema)
      .default({})
      .describe('How inputs are synthesised when there are no goldens'),
    dims: z.record(z.string(), z.int().min(1)).default({}).describe('Sizes of symbolic dimensions'),
    tolerance: generalTolerance.optional().describe('Tolerance of the outputs that have no rule of their own'),
    runtimes: z
      .record(z.string(), z.strictObject({ tolerance: generalTolerance }))
      .optional()
      .describe('By column: the tolerance of the outputs that have no rule of their own in that column'),
    outputs: z.record(z.string(), outputEntry).default({}).describe('Tolerances of individual outputs'),
    probes: probesEntry.optional().describe('Additional cases beside the goldens, on every runtime'),
  })
  .refine(({ path, forms }) => (path === undefined) !== (forms === undefined), 'give either `path` or `forms`');

/** A path alone is a model of which nothing else is said. */
const plainModel = z
  .string()
  .min(1)
  .transform((path) => modelEntry.parse({ path }))
  .describe('One file, or a glob for several models');

/** Bytes, as a number or as in 4GiB. */
const byteCount = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^\d+(\.\d+)? ?(MiB|GiB)$/, 'give bytes, or a size as in 512MiB or 4GiB')
    .transform((text) => Number.parseFloat(text) * (text.endsWith('GiB') ? 2 ** 30 : 2 ** 20)),
]);

export const configSchema = z.strictObject({
  runtimes: z
    .array(runtimeEntry)
    .min(1)
    .optional()
    .describe('Columns of the matrix; the embedded runtimes when left out'),
  converters: z
    .array(z.string().min(1))
    .default([])
    .describe('Files of your own converters; they take precedence over the shipped ones'),
  models: z
    .array(z.union([plainModel, modelEntry]))
    .min(1)
    .optional()
    .describe('Rows of the matrix; every committed model when left out'),
  platforms: z
    .union([
      z.array(platformName).min(1),
      z.partialRecord(platformName, z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])),
    ])
    .optional()
    .describe(
      'Where the matrix runs if it is split over several jobs, as in [linux-x64, linux-arm64], or by platform the labels of the runner; the platform of the job that plans when left out',
    ),
  tolerance: generalTolerance
    .default(DEFAULT_TOLERANCE)
    .describe('Tolerance of every output that has no rule of its own'),
  seed: z.int().min(0).default(0).describe('Seed of synthetic inputs'),
  threads: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Threads of each runtime; 1 gives bit-identical results every time'),
  noise: z
    .strictObject({
      runs: z
        .int()
        .min(2)
        .max(64)
        .optional()
        .describe('Jittered runs for each noise floor; when left out 8, or 2 for models above 256 MiB'),
      seconds: z
        .number()
        .positive()
        .default(120)
        .describe('Seconds per model after which no jittered run beyond the second is started'),
    })
    .prefault({}),
  routes: z
    .strictObject({
      tries: z
        .int()
        .min(1)
        .max(16)
        .default(4)
        .describe('Routes tried for a cell until one passes, the cheapest first; 1: only the cheapest'),
      seconds: z.number().positive().default(900).describe('Seconds per cell after which no further route is started'),
    })
    .prefault({}),
  locate: z
    .union([z.literal('off'), z.number().positive()])
    .default(60)
    .describe(
      'Seconds of a run for finding the operators at which cells begin to drift, the worst cell first: no search is started, and no part of a graph is run, after them; off: never',
    ),
  limits: z
    .strictObject({
      seconds: z
        .number()
        .positive()
        .max(MOST_SECONDS)
        .default(300)
        .describe('Seconds for loading a model, and for each run of it'),
      convert: z.number().positive().max(MOST_SECONDS).default(600).describe('Seconds for one conversion of a model'),
      start: z.number().positive().max(MOST_SECONDS).default(120).describe('Seconds for importing a framework'),
      memory: byteCount
        .default(8 * 2 ** 30)
        .describe('Resident memory that one worker may use, with all that it starts; on Windows nothing watches it'),
    })
    .prefault({}),
  'fail-on': z
    .enum(['drift', 'failure', 'never'])
    .default('drift')
    .describe('drift: a cell that drifts or does not run; failure: only one that does not run; never: only report'),
  comment: z
    .enum(['on-change', 'on-failure', 'always', 'never'])
    .default('on-change')
    .describe('When to comment on the pull request'),
  sandbox: z
    .enum(['auto', 'required'])
    .default('auto')
    .describe(
      "auto: the strongest isolation available; required: fail when workers can be kept neither from files nor from the network. It cannot be turned off here, where a pull request could do it, but on the command line and by the action's input",
    ),
});

export type Config = z.infer<typeof configSchema>;
export type RuntimeEntry = Exclude<z.infer<typeof runtimeEntry>, string>;
export type ProbesEntry = z.infer<typeof probesEntry>;
export type FormEntry = Exclude<z.infer<typeof formEntry>, string>;
export type CodeEntry = Exclude<FormEntry, { readonly path: string }>;
export type ModelEntry = z.infer<typeof modelEntry>;
