/** The header of a Python adapter. Strict: an unknown key is an error. */
import { z } from 'zod';
import { didYouMean } from '../config/did-you-mean.js';
import { isPythonRelease } from '../config/release.js';
import { DTYPES, type DType, isDType } from '../tensor/dtype.js';
import { FORMATS, type OptionValue, PRECISIONS } from '../types.js';
import { PINNED, packageOf, REQUIREMENT, sameName } from './python-requirement.js';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Comma-separated comparisons of release numbers, without wildcards. */
const SPECIFIER = /^\s*(>=|<=|==|!=|>|<)\s*\d+(\.\d+)*\s*(,\s*(>=|<=|==|!=|>|<)\s*\d+(\.\d+)*\s*)*$/;

const dtype = z.custom<DType>((raw) => typeof raw === 'string' && isDType(raw), {
  error: ({ input }) =>
    `is ${JSON.stringify(input)}, which is not an element type${didYouMean(String(input), Object.keys(DTYPES))}`,
});
const pinned = z.string().regex(PINNED, 'must be pinned exactly, as in "numpy==2.4.6"');
const optionValue = z.union([z.string(), z.int(), z.boolean()]);

export const optionSchema = z
  .strictObject({
    type: z.enum(['string', 'integer', 'boolean']),
    default: optionValue,
    values: z.array(z.string()).min(1).optional(),
    needs: z.record(z.string(), z.array(pinned).min(1)).optional(),
    operators: z.array(z.string().min(1)).min(1).optional(),
    description: z.string().min(1),
  })
  .superRefine((option, context) => {
    const fault = whyNot(option, option.default);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['default'], message: fault });
    for (const value of Object.keys(option.needs ?? {}))
      if (option.values?.includes(value) !== true)
        context.addIssue({
          code: 'custom',
          path: ['needs', value],
          message: 'is not one of the values of this option',
        });
  });

const NO_NEEDS = { path: ['needs'], message: 'is allowed in options of runtimes only' };

const id = z.string().regex(ID, 'must be lower-case words joined by hyphens');

/** Keys of every kind of adapter. */
const plainShape = {
  id,
  title: z.string().min(1),
  reads: z.array(z.enum(FORMATS)).min(1),
  platforms: z.array(z.string().regex(/^\w+-\w+$/, 'must look like linux-x64')).default([]),
  overrides: z
    .array(z.string().regex(REQUIREMENT, 'must be a requirement, as in "name; sys_platform == \'never\'"'))
    .default([]),
  options: z.record(z.string(), optionSchema).default({}),
};

/** For adapters with packages: the one whose version is the adapter's version. */
const commonShape = { ...plainShape, package: z.string().min(1) };

const oldest = z.string().refine(isPythonRelease, 'must be one release, as in "1.20.1"').optional();

/** Keys of a runtime, in whatever language it is written. */
export const runtimeShape = {
  kind: z.literal('runtime'),
  ...plainShape,
  engine: id.optional(),
  threads: z.boolean(),
  saturates: z.boolean().default(false),
  winograd: z.boolean().default(false),
  dtypes: z.array(dtype).min(1),
  values: z.array(z.enum(['tensor', 'sequence', 'map', 'optional'])).default(['tensor']),
  'home-of': z.array(z.enum(FORMATS)).default([]),
  'reference-options': z.record(z.string(), optionValue).default({}),
  optimizers: z.strictObject({ option: z.string(), names: z.array(z.string()).min(1) }).optional(),
};

const runtimeTable = z
  .strictObject({ ...runtimeShape, package: commonShape.package, oldest })
  .superRefine(referenceOptionsFit);

const converterTable = z.strictObject({
  kind: z.literal('converter'),
  ...commonShape,
  writes: z.enum(FORMATS),
  artefact: z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'must be a plain file name, as in model.mnn'),
  cost: z.int().min(1).default(1),
  cases: z.boolean().default(false),
  'changes-types': z.boolean().default(false),
  precision: z.enum(PRECISIONS).optional(),
  'processor-specific': z.boolean().default(false),
  follows: id.optional(),
  // Without needs: one worker converts for all columns.
  options: z
    .record(
      z.string(),
      optionSchema.refine(({ needs }) => needs === undefined, NO_NEEDS),
    )
    .default({}),
});

const KINDS = { runtime: runtimeTable, converter: converterTable } as const;

const headerShape = {
  'requires-python': z.string().regex(SPECIFIER, 'must be comparisons such as ">=3.10,<3.15"'),
  dependencies: z.array(pinned).min(1),
};

export const runtimeHeader = z
  .strictObject({ ...headerShape, tool: z.looseObject({ portability: runtimeTable }) })
  .superRefine(mainIsPinned);

export const converterHeader = z
  .strictObject({ ...headerShape, tool: z.looseObject({ portability: converterTable }) })
  .superRefine(mainIsPinned);

/** The options with which a runtime computes references must be among its options. */
export function referenceOptionsFit(
  table: {
    readonly options: Readonly<Record<string, z.infer<typeof optionSchema>>>;
    readonly 'reference-options': Readonly<Record<string, OptionValue>>;
    readonly optimizers?: { readonly option: string } | undefined;
  },
  context: z.RefinementCtx,
): void {
  for (const [name, value] of Object.entries(table['reference-options'])) {
    const option = table.options[name];
    const fault = option === undefined ? 'is not an option of this runtime' : whyNot(option, value);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['reference-options', name], message: fault });
  }
  const { optimizers } = table;
  if (optimizers !== undefined && table.options[optimizers.option]?.type !== 'string')
    context.addIssue({
      code: 'custom',
      path: ['optimizers', 'option'],
      message: 'is not an option of this runtime that takes a string',
    });
}

function mainIsPinned(
  header: {
    readonly dependencies: readonly string[];
    readonly tool: { readonly portability: { readonly package: string } };
  },
  context: z.RefinementCtx,
): void {
  const { package: main } = header.tool.portability;
  if (header.dependencies.some((pin) => sameName(packageOf(pin), main))) return;
  context.addIssue({
    code: 'custom',
    path: ['tool', 'portability', 'package'],
    message: 'is not among the dependencies',
  });
}

/** Says that a key is missing, or which known key of this kind of header an unknown one may have meant. */
export function describeIssue(kind: keyof typeof KINDS): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
    if (issue.code !== 'unrecognized_keys') return undefined;
    const keys = knownKeys(kind, issue.path ?? []);
    return issue.keys.map((key) => `unknown key ${JSON.stringify(key)}${didYouMean(key, keys)}`).join('; ');
  };
}

function knownKeys(kind: keyof typeof KINDS, path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(runtimeHeader.shape);
  return path.length === 2 ? Object.keys(KINDS[kind].shape) : Object.keys(optionSchema.shape);
}

function whyNot(option: z.infer<typeof optionSchema>, value: OptionValue): string | null {
  const type = typeof value === 'number' ? 'integer' : typeof value;
  if (type !== option.type) return `must be of type ${option.type}`;
  if (option.values !== undefined && !option.values.includes(String(value)))
    return `must be one of ${option.values.join(', ')}`;
  return null;
}
