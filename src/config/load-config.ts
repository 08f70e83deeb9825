import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { messageOf, UserError } from '../errors.js';
import { problemsOf } from './problems.js';
import { type Config, configSchema } from './schema.js';

/** Where the configuration is looked for; the first file found is used. */
const PLACES = ['portability.yml', 'portability.yaml', '.github/portability.yml', '.github/portability.yaml'];

/** The path of the configuration that a run uses, relative to the root, whether it can be read or not; null without one. */
export function configPath(root: string, named?: string): string | null {
  return named ?? PLACES.find((place) => existsSync(join(root, place))) ?? null;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Relative to the root; null when there is none and the defaults apply. */
  readonly path: string | null;
}

/**
 * Reads and checks the configuration. Without one the defaults apply: every model, the embedded runtimes.
 * @throws UserError for a file that is missing, not YAML, or does not fit the schema; every problem with its line
 */
export function loadConfig(root: string, named?: string): LoadedConfig {
  const path = configPath(root, named);
  if (path === null) return { config: configSchema.parse({}), path: null };
  const absolute = resolve(root, path);
  if (!existsSync(absolute))
    throw new UserError({
      what: 'the configuration file does not exist',
      where: path,
      next: 'portability run --config <file>, or leave it out',
    });
  return { config: parseConfig(readText(absolute, path), path), path };
}

/** @throws UserError, with a line `file:line: problem` for each problem */
export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw notYaml(
      broken.code === 'MULTIPLE_DOCS' ? 'several documents in one file' : broken.message,
      `${path}:${lines.linePos(broken.pos[0]).line}`,
    );
  const data = plainData(document, path);
  const parsed = configSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error.issues, { document, lines, data, schema: configSchema });
  const [first = { line: 1, text: parsed.error.message }, ...rest] = problems;
  throw new UserError({
    what: [first.text, ...rest.map(({ line, text }) => `${path}:${line}: ${text}`)].join('\n'),
    where: `${path}:${first.line}`,
    next: 'see docs/configuration.md, which describes every key',
  });
}

/** An empty file is an empty configuration. */
function plainData(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // Aliases without an anchor, or so many that they would fill the memory.
    throw notYaml(messageOf(error), path);
  }
}

function notYaml(problem: string, where: string): UserError {
  return new UserError({
    what: `not valid YAML: ${problem}`,
    where,
    next: 'fix the syntax; an editor with YAML support shows the place',
  });
}

function readText(absolute: string, path: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (error) {
    throw new UserError({ what: 'the configuration file cannot be read', where: path, why: messageOf(error) });
  }
}
