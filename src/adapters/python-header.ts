/** The facts of an adapter written in Python, from the header of its file. The file itself is not run. */
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { messageOf, UserError } from '../errors.js';
import { regularText } from '../host/regular-text.js';
import type { ConverterFacts, OptionSpec, PythonAdapterFacts, RuntimeFacts } from './define.js';
import { readScriptBlock, type ScriptBlock } from './pep723.js';
import { converterHeader, describeIssue, type optionSchema, runtimeHeader } from './python-header-schema.js';

/** Of an adapter's file. */
export const MOST_ADAPTER_BYTES = 4 << 20;

export interface PythonRuntimeFacts extends RuntimeFacts, PythonAdapterFacts {
  readonly language: 'python';
  /** The adapter's file, as it was given. */
  readonly file: string;
}

/** Reads and checks the header of a runtime's file. @throws UserError when it cannot be read or is wrong */
export async function readPythonRuntime(file: string): Promise<PythonRuntimeFacts> {
  return parsePythonHeader(file, await readSource(file));
}

/** Reads and checks the header of a converter's file. @throws UserError when it cannot be read or is wrong */
export async function readPythonConverter(file: string): Promise<ConverterFacts> {
  return parseConverterHeader(file, await readSource(file));
}

async function readSource(file: string): Promise<string> {
  try {
    return regularText(file, MOST_ADAPTER_BYTES);
  } catch (error) {
    throw new UserError({ what: 'the adapter cannot be read', where: file, why: messageOf(error) });
  }
}

/**
 * The facts of the runtime in the header of `source`.
 * @throws UserError naming the line and what is wrong with it
 */
export function parsePythonHeader(file: string, source: string): PythonRuntimeFacts {
  const header = parseHeader(file, source, 'runtime', runtimeHeader);
  const table = header.tool.portability;
  return {
    ...commonFacts(file, header),
    ...(table.oldest !== undefined && { oldest: table.oldest }),
    engine: table.engine ?? table.id,
    threads: table.threads,
    saturates: table.saturates,
    winograd: table.winograd,
    dtypes: table.dtypes,
    values: table.values,
    homeOf: table['home-of'],
    referenceOptions: table['reference-options'],
    ...(table.optimizers !== undefined && { optimizers: table.optimizers }),
    embedded: false,
    browser: false,
    fixedSizes: false,
  };
}

/**
 * The facts of the converter in the header of `source`.
 * @throws UserError naming the line and what is wrong with it
 */
export function parseConverterHeader(file: string, source: string): ConverterFacts {
  const header = parseHeader(file, source, 'converter', converterHeader);
  const table = header.tool.portability;
  return {
    ...commonFacts(file, header),
    writes: table.writes,
    artefact: table.artefact,
    cost: table.cost,
    cases: table.cases,
    changesTypes: table['changes-types'],
    ...(table.precision !== undefined && { precision: table.precision }),
    processorSpecific: table['processor-specific'],
    ...(table.follows !== undefined && { follows: table.follows }),
  };
}

function commonFacts(
  file: string,
  { dependencies, 'requires-python': requiresPython, tool }: z.infer<typeof runtimeHeader | typeof converterHeader>,
): PythonAdapterFacts {
  const { id, title, reads, platforms, options, overrides, package: main } = tool.portability;
  return {
    id,
    title,
    language: 'python',
    file,
    reads,
    platforms,
    options: toOptionSpecs(options),
    package: main,
    dependencies,
    ...(overrides.length > 0 && { overrides }),
    requiresPython,
  };
}

function parseHeader<T extends z.ZodType>(
  file: string,
  source: string,
  kind: 'runtime' | 'converter',
  schema: T,
): z.infer<T> {
  const block = readScriptBlock(source);
  if (block === null)
    throw new UserError({
      what: 'not an adapter: the file has no header',
      where: file,
      why: 'an adapter starts with a block of comment lines between "# /// script" and "# ///" (PEP 723)',
    });
  const parsed = schema.safeParse(parseToml(file, block), { error: describeIssue(kind) });
  if (!parsed.success) throw headerError(file, block, parsed.error.issues);
  return parsed.data;
}

export function toOptionSpecs(
  options: Readonly<Record<string, z.infer<typeof optionSchema>>>,
): Record<string, OptionSpec> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { values, needs, operators, ...option }]) => [
      name,
      {
        ...option,
        ...(values !== undefined && { values }),
        ...(needs !== undefined && { needs }),
        ...(operators !== undefined && { operators }),
      },
    ]),
  );
}

function parseToml(file: string, { toml, firstLine }: ScriptBlock): unknown {
  try {
    return parse(toml);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '');
    throw new UserError({
      what: 'the header is not valid TOML',
      where: `${file}:${firstLine + error.line - 1}`,
      why: reason ?? 'it cannot be parsed',
    });
  }
}

function headerError(file: string, { toml, firstLine }: ScriptBlock, issues: readonly z.core.$ZodIssue[]): UserError {
  // A misspelt key is reported as missing too: only the misspelling matters.
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  const ordered = [...unknown, ...issues.filter((issue) => !unknown.includes(issue))];
  const [first] = ordered;
  const path = first?.path.map(String) ?? [];
  const key = first?.code === 'unrecognized_keys' ? first.keys[0] : path.findLast((part) => !/^\d+$/.test(part));
  const line = key === undefined ? -1 : toml.split('\n').findIndex((text) => mentions(text, key));
  return new UserError({
    what: 'the header of the adapter is not valid',
    where: line < 0 ? file : `${file}:${firstLine + line}`,
    why: ordered
      .map(({ path: at, message }) => [at.join('.'), message].filter((part) => part !== '').join(': '))
      .join('; '),
  });
}

/** Whether the line sets `key` or opens its table. */
function mentions(line: string, key: string): boolean {
  return new RegExp(`^\\s*(\\[.*)?["']?${key.replace(/[^\w-]/g, '\\$&')}["']?\\s*[\\]=]`).test(line);
}
