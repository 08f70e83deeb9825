import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { type Explanation, messageOf, UserError } from '../errors.js';
import { type FittingPart, fittingPart } from './fitting-part.js';
import { lineOf, problemsOf } from './problems.js';
import { type Config, configSchema, type ModelEntry } from './schema.js';

/** Where the configuration is looked for; the first file found is used. */
const PLACES = ['portability.yml', 'portability.yaml', '.github/portability.yml', '.github/portability.yaml'];

/** The path of the configuration that a run uses, relative to the root, whether it can be read or not; null without one. */
export function configPath(root: string, named?: string): string | null {
  return named ?? PLACES.find((place) => existsSync(join(root, place))) ?? null;
}

/** Whether a run uses the configuration at this path without being told to. */
export function isFoundByItself(path: string): boolean {
  return PLACES.includes(path);
}

export interface LoadedConfig {
  readonly config: Config;
  /** Relative to the root; null when there is none and the defaults apply. */
  readonly path: string | null;
  /** Where a key is, or the nearest one around it, as in `portability.yml:7`; without a file its path in words. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
  /** What does not fit the schema. The config is then what is left, for finding what else is wrong. */
  readonly mistakes: readonly Explanation[];
  /** What else may seem to be wrong only because of these mistakes. */
  readonly doubtful: {
    readonly converters: boolean;
    /** Which columns there are, and their names. */
    readonly columns: boolean;
    /** Entries of which something is left out. */
    readonly models: ReadonlySet<ModelEntry>;
  };
}

const CERTAIN: LoadedConfig['doubtful'] = { converters: false, columns: false, models: new Set() };

/**
 * Reads and checks the configuration. Without one the defaults apply: every model, the embedded runtimes.
 * @throws UserError for a file that is missing or not YAML, or of which nothing fits the schema
 */
export function loadConfig(root: string, named?: string): LoadedConfig {
  const path = configPath(root, named);
  if (path === null) {
    const placeOf: LoadedConfig['placeOf'] = (keys) => keys.join(', ');
    return { config: configSchema.parse({}), path: null, placeOf, mistakes: [], doubtful: CERTAIN };
  }
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

/** @throws UserError for what is not YAML, or of which nothing fits the schema; every problem with its line */
export function parseConfig(text: string, path: string): Omit<LoadedConfig, 'path'> {
  const lines = new LineCounter();
  const marker = /^(?:<{7}|={7}|>{7})(?: .*)?\r?$/m.exec(text);
  if (marker !== null)
    throw new UserError({
      what: 'a merge conflict is not resolved',
      where: `${path}:${text.slice(0, marker.index).split('\n').length}`,
      next: 'keep what is right of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>',
    });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const found = document.errors.map(({ code, message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    problem: code === 'MULTIPLE_DOCS' ? 'several documents in one file' : message,
  }));
  // A mistake makes the rest of its line look wrong too.
  const [broken, ...more] = found
    .filter(({ line }, index) => found.findIndex((one) => one.line === line) === index)
    .map(({ line, problem }) => notYaml(problem, `${path}:${line}`));
  if (broken !== undefined) throw new UserError(broken, more);
  refuseProto(document, (at) => `${path}:${lines.linePos(at).line}`);
  const data = plainData(document, path);
  const source = { document, lines, data, schema: configSchema };
  const placeOf: LoadedConfig['placeOf'] = (keys) =>
    `${path}:${lineOf(keys.slice(0, -1), source, String(keys.at(-1)))}`;
  const parsed = configSchema.safeParse(data);
  if (parsed.success) return { config: parsed.data, placeOf, mistakes: [], doubtful: CERTAIN };
  const problems = problemsOf(parsed.error.issues, source);
  const mistakes = problems.map(
    ({ line, text: what }, index): Explanation => ({
      what,
      where: `${path}:${line}`,
      ...(index === problems.length - 1 && { next: 'see docs/configuration.md, which describes every key' }),
    }),
  );
  const part = fittingPart(data, configSchema);
  if (part === null) {
    const [first = { what: parsed.error.message, where: path }, ...others] = mistakes;
    throw new UserError(first, others);
  }
  return {
    config: part.config,
    placeOf: ([key, index, ...keys]) =>
      placeOf(
        [key, part.positions.get(String(key))?.[Number(index)] ?? index, ...keys].filter((step) => step !== undefined),
      ),
    mistakes,
    doubtful: doubtsOf(part),
  };
}

function doubtsOf({ config, positions, removed }: FittingPart<Config>): LoadedConfig['doubtful'] {
  // A key at the top that nothing is called may be any of them, misspelt.
  const touched = (key: string) =>
    removed.some(([first]) => first === key || !Object.hasOwn(configSchema.shape, first ?? ''));
  const places = new Set(removed.flatMap(([key, place]) => (key === 'models' ? [place] : [])));
  const entries = (config.models ?? []).filter((_, index) => places.has(positions.get('models')?.[index] ?? -1));
  return {
    converters: touched('converters'),
    columns: touched('runtimes') || touched('converters'),
    models: new Set(entries),
  };
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
