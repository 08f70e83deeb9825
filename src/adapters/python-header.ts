/** The facts of a runtime written in Python, from the header of its file. The file itself is not run. */
import { readFile } from 'node:fs/promises';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { messageOf, UserError } from '../errors.js';
import type { OptionSpec, RuntimeFacts } from './define.js';
import { readScriptBlock, type ScriptBlock } from './pep723.js';
import { describeIssue, headerSchema, type optionSchema } from './python-header-schema.js';

export interface PythonRuntimeFacts extends RuntimeFacts {
  readonly language: 'python';
  /** The adapter's file, as it was given. */
  readonly file: string;
}

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
  const parsed = headerSchema.safeParse(parseToml(file, block), { error: describeIssue });
  if (!parsed.success) throw headerError(file, block, parsed.error.issues);
  const { tool, dependencies, 'requires-python': requiresPython } = parsed.data;
  const table = tool.portability;
  return {
    id: table.id,
    title: table.title,
    engine: table.engine ?? table.id,
    language: 'python',
    file,
    threads: table.threads,
    reads: table.reads,
    platforms: table.platforms,
    options: Object.fromEntries(Object.entries(table.options).map(([name, option]) => [name, toOptionSpec(option)])),
    dtypes: table.dtypes,
    values: table.values,
    homeOf: table['home-of'],
    referenceOptions: table['reference-options'],
    embedded: false,
    package: table.package,
    dependencies,
    requiresPython,
  };
}

function toOptionSpec({ values, ...option }: z.infer<typeof optionSchema>): OptionSpec {
  return values === undefined ? option : { ...option, values };
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

function headerError(file: string, { toml, firstLine }: ScriptBlock, issues: readonly z.core.$ZodIssue[]): UserError {
  // A key that is misspelt is also missing: the misspelling is the news.
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  const ordered = [...unknown, ...issues.filter((issue) => !unknown.includes(issue))];
  const [first] = ordered;
  const path = first?.path.map(String) ?? [];
  const key = first?.code === 'unrecognized_keys' ? first.keys[0] : path.findLast((part) => !/^\d+$/.test(part));
  const line = key === undefined ? -1 : toml.split('\n').findIndex((text) => mentions(text, key));
  return new UserError({
    what: 'the header of this adapter is wrong',
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
