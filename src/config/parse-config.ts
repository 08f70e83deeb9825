import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { type Explanation, messageOf, UserError } from '../errors.js';
import { DOCUMENTATION } from '../published.js';
import { type FittingPart, fittingPart } from './fitting-part.js';
import { lineOf, problemsOf } from './problems.js';
import { repeatedKeys } from './repeated-keys.js';
import { type Config, configSchema, type ModelEntry } from './schema.js';

export interface ParsedConfig {
  readonly config: Config;
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

export const CERTAIN: ParsedConfig['doubtful'] = { converters: false, columns: false, models: new Set() };

/** @throws UserError for what is not YAML, or of which nothing fits the schema; every problem with its line */
export function parseConfig(text: string, path: string): ParsedConfig {
  const lines = new LineCounter();
  const document = readDocument(text, path, lines);
  const data = plainData(document, path);
  const source = { document, lines, data, schema: configSchema };
  const placeOf: ParsedConfig['placeOf'] = (keys) =>
    `${path}:${lineOf(keys.slice(0, -1), source, String(keys.at(-1)))}`;
  const parsed = configSchema.safeParse(data);
  if (parsed.success) return { config: parsed.data, placeOf, mistakes: [], doubtful: CERTAIN };
  const problems = problemsOf(parsed.error.issues, source);
  const mistakes = problems.map(
    ({ line, text: what }, index): Explanation => ({
      what,
      where: `${path}:${line}`,
      ...(index === problems.length - 1 && {
        next: `see ${DOCUMENTATION}/configuration.md, which describes every key`,
      }),
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

/** @throws UserError for what is not one YAML document; every problem with its line */
function readDocument(text: string, path: string, lines: LineCounter): Document.Parsed {
  const marker = /^(?:<{7}|={7}|>{7})(?: .*)?\r?$/m.exec(text);
  if (marker !== null)
    throw new UserError({
      what: 'a merge conflict is not resolved',
      where: `${path}:${text.slice(0, marker.index).split('\n').length}`,
      next: 'keep what is right of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>',
    });
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const found = [
    ...document.errors.map(({ code, message, pos }) => ({
      line: lines.linePos(pos[0]).line,
      problem: code === 'MULTIPLE_DOCS' ? 'several documents in one file' : message,
    })),
    ...repeatedKeys(document).map((at) => ({ line: lines.linePos(at).line, problem: 'Map keys must be unique' })),
  ].sort((a, b) => a.line - b.line);
  // A mistake makes the rest of its line look wrong too.
  const [broken, ...more] = found
    .filter(({ line }, index) => found.findIndex((one) => one.line === line) === index)
    .map(({ line, problem }) => notYaml(problem, `${path}:${line}`));
  if (broken !== undefined) throw new UserError(broken, more);
  refuseProto(document, (at) => `${path}:${lines.linePos(at).line}`);
  return document;
}

function doubtsOf({ config, positions, removed }: FittingPart<Config>): ParsedConfig['doubtful'] {
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
  // The parser calls itself for what is inside.
  const what = /call stack/.test(problem) ? 'its lists and maps are nested too deeply' : `not valid YAML: ${problem}`;
  return {
    what,
    where,
    next: 'fix the syntax; an editor with YAML support shows the place',
  };
}
