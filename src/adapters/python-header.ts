/** The facts of a runtime written in Python, from the header of its file. The file itself is not run. */
import { readFile } from 'node:fs/promises';
import { closest, distance } from 'fastest-levenshtein';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.js';
import { DTYPES, type DType, isDType } from '../tensor/dtype.js';
import { FORMATS, type Options, type OptionValue } from '../types.js';
import type { OptionSpec, RuntimeFacts } from './define.js';
import { readScriptBlock, type ScriptBlock } from './pep723.js';

export interface PythonRuntimeFacts extends RuntimeFacts {
  readonly language: 'python';
  /** The adapter's file, as it was given. */
  readonly file: string;
  /** Whether it obeys the number of threads. */
  readonly threads: boolean;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** `name==1.2.3`, perhaps with extras and an environment marker. */
const PIN = /^([A-Za-z0-9][\w.-]*)(\[[\w., -]+\])?\s*==\s*([\w.!+]+)\s*(;.*)?$/;
/** Comma-separated comparisons of release numbers, without wildcards. */
const SPECIFIER = /^\s*(>=|<=|==|!=|>|<)\s*\d+(\.\d+)*\s*(,\s*(>=|<=|==|!=|>|<)\s*\d+(\.\d+)*\s*)*$/;

const dtype = z.custom<DType>((raw) => typeof raw === 'string' && isDType(raw), {
  error: ({ input }) => `is ${JSON.stringify(input)}, which is no element type${suggest(String(input), Object.keys(DTYPES))}`,
});
const optionValue = z.union([z.string(), z.int(), z.boolean()]);

const optionSchema = z
  .strictObject({
    type: z.enum(['string', 'integer', 'boolean']),
    default: optionValue,
    values: z.array(z.string()).min(1).optional(),
    description: z.string().min(1),
  })
  .superRefine((option, context) => {
    const fault = whyNot(option, option.default);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['default'], message: fault });
  });

const tableSchema = z
  .strictObject({
    kind: z.literal('runtime'),
    id: z.string().regex(ID, 'must be lower-case words joined by hyphens'),
    title: z.string().min(1),
    package: z.string().min(1),
    reads: z.array(z.enum(FORMATS)).min(1),
    threads: z.boolean(),
    dtypes: z.array(dtype).min(1),
    values: z.array(z.enum(['tensor', 'sequence', 'map', 'optional'])).default(['tensor']),
    platforms: z.array(z.string().regex(/^\w+-\w+$/, 'must look like linux-x64')).default([]),
    options: z.record(z.string(), optionSchema).default({}),
    'home-of': z.array(z.enum(FORMATS)).default([]),
    'reference-options': z.record(z.string(), optionValue).default({}),
  })
  .superRefine((table, context) => {
    for (const [name, value] of Object.entries(table['reference-options'])) {
      const option = table.options[name];
      const fault = option === undefined ? 'is no option of this runtime' : whyNot(option, value);
      if (fault !== null) context.addIssue({ code: 'custom', path: ['reference-options', name], message: fault });
    }
  });

const headerSchema = z
  .strictObject({
    'requires-python': z.string().regex(SPECIFIER, 'must be comparisons such as ">=3.10,<3.15"'),
    dependencies: z.array(z.string().regex(PIN, 'must be pinned exactly, as in "numpy==2.4.6"')).min(1),
    tool: z.looseObject({ portability: tableSchema }),
  })
  .superRefine(({ dependencies, tool }, context) => {
    const { package: main } = tool.portability;
    if (!dependencies.some((pin) => sameName(packageOf(pin), main)))
      context.addIssue({ code: 'custom', path: ['tool', 'portability', 'package'], message: 'is not among the dependencies' });
  });

/** Reads and checks the header of an adapter file. @throws UserError when it cannot be read or is wrong */
export async function readPythonRuntime(file: string): Promise<PythonRuntimeFacts> {
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError({ what: 'the adapter cannot be read', where: file, why: messageOf(error) });
  }
  return parsePythonHeader(file, source);
}

/**
 * The facts in the header of `source`.
 * @throws UserError naming the line and what is wrong with it
 */
export function parsePythonHeader(file: string, source: string): PythonRuntimeFacts {
  const block = readScriptBlock(source);
  if (block === null)
    throw new UserError({
      what: 'this is no adapter: it has no header',
      where: file,
      why: 'an adapter begins with a block of comment lines between "# /// script" and "# ///" (PEP 723)',
    });
  const parsed = headerSchema.safeParse(parseToml(file, block), { error: describeUnknownKey });
  if (!parsed.success) throw headerError(file, block, parsed.error.issues);
  const { tool, dependencies, 'requires-python': requiresPython } = parsed.data;
  const table = tool.portability;
  return {
    id: table.id,
    title: table.title,
    language: 'python',
    file,
    threads: table.threads,
    reads: table.reads,
    platforms: table.platforms,
    options: Object.fromEntries(Object.entries(table.options).map(([name, option]) => [name, toOptionSpec(option)])),
    dtypes: table.dtypes,
    values: table.values,
    homeOf: table['home-of'],
    referenceOptions: table['reference-options'] satisfies Options,
    embedded: false,
    package: table.package,
    dependencies,
    requiresPython,
  };
}

/** The package that a requirement names. */
export function packageOf(requirement: string): string {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0] ?? requirement;
}

/** Package names are equal when they differ in case and in the kind of separator only (PEP 503). */
export function sameName(one: string, other: string): boolean {
  const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  return normal(one) === normal(other);
}

function toOptionSpec({ values, ...option }: z.infer<typeof optionSchema>): OptionSpec {
  return values === undefined ? option : { ...option, values };
}

function whyNot(option: z.infer<typeof optionSchema>, value: OptionValue): string | null {
  const type = typeof value === 'number' ? 'integer' : typeof value;
  if (type !== option.type) return `must be of the type ${option.type}`;
  if (option.values !== undefined && !option.values.includes(String(value)))
    return `must be one of ${option.values.join(', ')}`;
  return null;
}

function parseToml(file: string, { toml, firstLine }: ScriptBlock): unknown {
  try {
    return parse(toml);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '');
    throw new UserError({
      what: 'the header is not TOML',
      where: `${file}:${firstLine + error.line - 1}`,
      why: reason ?? 'it cannot be parsed',
    });
  }
}

const describeUnknownKey: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const keys = knownKeys(issue.path ?? []);
  return issue.keys.map((key) => `unknown key ${JSON.stringify(key)}${suggest(key, keys)}`).join('; ');
};

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(headerSchema.shape);
  return path.length === 2 ? Object.keys(tableSchema.shape) : Object.keys(optionSchema.shape);
}

function suggest(word: string, known: readonly string[]): string {
  const near = closest(word, known);
  return distance(word, near) <= Math.max(2, word.length / 3) ? `; did you mean ${JSON.stringify(near)}?` : '';
}

function headerError(file: string, { toml, firstLine }: ScriptBlock, issues: readonly z.core.$ZodIssue[]): UserError {
  const [first] = issues;
  const path = first?.path.map(String) ?? [];
  const key = first?.code === 'unrecognized_keys' ? first.keys[0] : path.findLast((part) => !/^\d+$/.test(part));
  const line = key === undefined ? -1 : toml.split('\n').findIndex((text) => mentions(text, key));
  return new UserError({
    what: 'the header of this adapter is wrong',
    where: line < 0 ? file : `${file}:${firstLine + line}`,
    why: issues.map(({ path: at, message }) => [at.join('.'), message].filter((part) => part !== '').join(': ')).join('; '),
  });
}

/** Whether the line sets `key` or opens its table. */
function mentions(line: string, key: string): boolean {
  return new RegExp(`^\\s*(\\[.*)?["']?${key.replace(/[^\w-]/g, '\\$&')}["']?\\s*[\\]=]`).test(line);
}
