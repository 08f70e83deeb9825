/** A runtime that is the user's own program, in any language: a TOML file says what it reads and how to start it. */
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { didYouMean } from '../config/did-you-mean.js';
import { messageOf, UserError } from '../errors.js';
import { regularText } from '../host/regular-text.js';
import type { RuntimeFacts } from './define.js';
import { MOST_ADAPTER_BYTES, toOptionSpecs } from './python-header.js';
import { referenceOptionsFit, runtimeShape } from './python-header-schema.js';

const shape = {
  ...runtimeShape,
  command: z.tuple([z.string().min(1)], z.string()),
};
const commandTable = z.strictObject(shape).superRefine(referenceOptionsFit);

/** The file name extension by which the config recognises such an adapter. */
export const COMMAND_ENDING = '.toml';

/** Reads and checks the file. The program itself is not run. @throws UserError when it cannot be read or is wrong */
export async function readCommandRuntime(file: string): Promise<RuntimeFacts> {
  let text: string;
  try {
    text = regularText(file, MOST_ADAPTER_BYTES);
  } catch (error) {
    throw new UserError({ what: 'the adapter cannot be read', where: file, why: messageOf(error) });
  }
  return parseCommandRuntime(file, text);
}

/** @throws UserError naming what is wrong */
export function parseCommandRuntime(file: string, text: string): RuntimeFacts {
  const parsed = commandTable.safeParse(parseToml(file, text), { error: describeIssue });
  if (!parsed.success)
    throw new UserError({
      what: 'the adapter is not valid',
      where: file,
      why: parsed.error.issues
        .map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(': '))
        .join('; '),
    });
  const { command, options, engine, ...table } = parsed.data;
  const [program, ...rest] = command;
  return {
    id: table.id,
    title: table.title,
    language: 'command',
    file,
    command: [besideOf(file, program), ...rest.map((argument) => besideOf(file, argument))],
    reads: table.reads,
    platforms: table.platforms,
    options: toOptionSpecs(options),
    package: table.id,
    dependencies: [],
    requiresPython: '',
    engine: engine ?? table.id,
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

/** A word that begins with a dot is a path relative to the adapter's file: workers run in a folder of their own. */
function besideOf(file: string, word: string): string {
  return /^\.{1,2}[/\\]/.test(word) ? resolve(dirname(file), word) : word;
}

function parseToml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '');
    throw new UserError({
      what: 'the adapter is not valid TOML',
      where: `${file}:${error.line}`,
      why: reason ?? 'it cannot be parsed',
    });
  }
}

/** Says that a key is missing, or which known key an unknown one may have meant. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  if (issue.code !== 'unrecognized_keys') return undefined;
  return issue.keys.map((key) => `unknown key ${JSON.stringify(key)}${didYouMean(key, Object.keys(shape))}`).join('; ');
};
