import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { type Explanation, messageOf, UserError } from '../errors.js';
import { lineOf, problemsOf } from './problems.js';
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
  /** Where a key is, or the nearest one around it, as in `portability.yml:7`; without a file its path in words. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
}

/**
 * Reads and checks the configuration. Without one the defaults apply: every model, the embedded runtimes.
 * @throws UserError for a file that is missing, not YAML, or does not fit the schema; every problem with its line
 */
export function loadConfig(root: string, named?: string): LoadedConfig {
  const path = configPath(root, named);
  if (path === null) return { config: configSchema.parse({}), path: null, placeOf: (keys) => keys.join(', ') };
  const absolute = resolve(root, path);
  if (!existsSync(absolute))
    throw new UserError({
      what: 'the configuration file does not exist',
      where: path,
      next: 'portability run --config <file>, or leave it out',
    });
  // Whoever starts the gate may name any file; what a repository holds is read from there, not from behind a link.
  if (named === undefined && leadsOut(root, absolute))
    throw new UserError({ what: 'the configuration is a link that leads out of the working directory', where: path });
  return { ...parseConfig(readText(absolute, path), path), path };
}

function leadsOut(root: string, path: string): boolean {
  const steps = relative(realpathSync(root), realpathSync(path));
  return steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps);
}

/** @throws UserError, with a line `file:line: problem` for each problem */
export function parseConfig(text: string, path: string): Pick<LoadedConfig, 'config' | 'placeOf'> {
  const lines = new LineCounter();
  const marker = /^(?:<{7}|={7}|>{7})(?: .*)?\r?$/m.exec(text);
  if (marker !== null)
    throw new UserError({
      what: 'a merge conflict is not resolved',
      where: `${path}:${text.slice(0, marker.index).split('\n').length}`,
      next: 'keep what is right of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>',
    });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [broken, ...more] = document.errors.map(({ code, message, pos }) =>
    notYaml(
      code === 'MULTIPLE_DOCS' ? 'several documents in one file' : message,
      `${path}:${lines.linePos(pos[0]).line}`,
    ),
  );
  if (broken !== undefined) throw new UserError(broken, more);
  refuseProto(document, (at) => `${path}:${lines.linePos(at).line}`);
  const data = plainData(document, path);
  const parsed = configSchema.safeParse(data);
  const source = { document, lines, data, schema: configSchema };
  const placeOf: LoadedConfig['placeOf'] = (keys) =>
    `${path}:${lineOf(keys.slice(0, -1), source, String(keys.at(-1)))}`;
  if (parsed.success) return { config: parsed.data, placeOf };
  const problems = problemsOf(parsed.error.issues, source);
  const [first = { line: 1, text: parsed.error.message }, ...rest] = problems;
  throw new UserError({
    what: [first.text, ...rest.map(({ line, text }) => `${path}:${line}: ${text}`)].join('\n'),
    where: `${path}:${first.line}`,
    next: 'see docs/configuration.md, which describes every key',
  });
}

/** A key that objects take for something else: what is below it would be lost without a word. */
function refuseProto(document: Document.Parsed, whereOf: (at: number) => string): void {
  visit(document, {
    Scalar(place, { value, range }) {
      if (place !== 'key' || value !== '__proto__') return;
      throw new UserError({
        what: '__proto__ cannot be a key',
        where: whereOf(range?.[0] ?? 0),
        next: 'remove it; where a tensor has this name, export the model with another',
      });
    },
  });
}

/** An empty file is an empty configuration. */
function plainData(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // Aliases without an anchor, or so many that they would fill the memory.
    throw new UserError(notYaml(messageOf(error), path));
  }
}

function notYaml(problem: string, where: string): Explanation {
  return {
    what: `not valid YAML: ${problem}`,
    where,
    next: 'fix the syntax; an editor with YAML support shows the place',
  };
}

function readText(absolute: string, path: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (error) {
    throw new UserError({ what: 'the configuration file cannot be read', where: path, why: messageOf(error) });
  }
}
