import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.js';
import { closestBranch } from './closest-branch.js';
import { didYouMean } from './did-you-mean.js';
import { type Config, configSchema } from './schema.js';
import { toleranceKeys } from './tolerance-spec.js';

/** Where the configuration is looked for, first found wins. */
const PLACES = ['portability.yml', 'portability.yaml', '.github/portability.yml', '.github/portability.yaml'];

export interface LoadedConfig {
  readonly config: Config;
  /** Relative to the root; null when there is none and the defaults stand. */
  readonly path: string | null;
}

/**
 * Reads and checks the configuration. Without one the defaults hold: every model, the embedded runtimes.
 * @throws UserError for a file that is missing, no YAML, or does not fit the schema; every problem with its line
 */
export function loadConfig(root: string, named?: string): LoadedConfig {
  const path = named ?? PLACES.find((place) => existsSync(join(root, place)));
  if (path === undefined) return { config: configSchema.parse({}), path: null };
  const absolute = resolve(root, path);
  if (!existsSync(absolute))
    throw new UserError({
      what: 'there is no such configuration file',
      where: path,
      next: 'portability run --config <file>, or leave it out',
    });
  return { config: parseConfig(readFileSync(absolute, 'utf8'), path), path };
}

/** @throws UserError, with a line `file:line: problem` for each problem */
export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new UserError({
      what: `not valid YAML: ${broken.message}`,
      where: `${path}:${lines.linePos(broken.pos[0]).line}`,
    });
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
      const offset = isNode(node) ? node.range?.[0] : undefined;
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines, lineOf));
  const [first = { line: 1, text: 'invalid' }, ...rest] = problems.sort((a, b) => a.line - b.line);
  throw new UserError({
    what: [first.text, ...rest.map(({ line, text }) => `${path}:${line}: ${text}`)].join('\n'),
    where: `${path}:${first.line}`,
    next: 'docs/configuration.md describes every key',
  });
}

interface Problem {
  readonly line: number;
  readonly text: string;
}

type YamlDocument = ReturnType<typeof parseDocument>;
type LineOf = (keys: readonly PropertyKey[]) => number;

/** One zod issue as problems in words: unknown keys get a suggestion, unions the branch that came closest. */
function problemsOf(issue: z.core.$ZodIssue, document: YamlDocument, lines: LineCounter, lineOf: LineOf): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: keyLine(document, lines, issue.path, key) ?? lineOf(issue.path),
      text: `unknown key ${JSON.stringify(key)}${at(issue.path)}${didYouMean(key, keysAt(issue.path))}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors[closestBranch(issue.errors)] ?? [];
    return meant.flatMap((inner) =>
      problemsOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, document, lines, lineOf),
    );
  }
  const value = issue.path.length === 0 ? undefined : document.getIn(issue.path);
  const candidates = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const hint = typeof value === 'string' ? didYouMean(value, candidates) : '';
  return [{ line: lineOf(issue.path), text: `${lower(issue.message)}${at(issue.path)}${hint}` }];
}

const lower = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

const at = (path: readonly PropertyKey[]): string => {
  const text = path.map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${String(key)}`)).join('');
  return text === '' ? '' : ` at ${text.replace(/^\./, '')}`;
};

function keyLine(
  document: YamlDocument,
  lines: LineCounter,
  path: readonly PropertyKey[],
  key: string,
): number | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (map === null || typeof map !== 'object' || !('items' in map)) return undefined;
  for (const item of map.items as { key?: { value?: unknown; range?: [number, number, number] } }[])
    if (item.key?.value === key && item.key.range !== undefined) return lines.linePos(item.key.range[0]).line;
  return undefined;
}

/** The keys that the schema knows at a place, for suggestions. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const top = Object.keys(configSchema.shape);
  if (path.length === 0) return top;
  const rule = path.lastIndexOf('tolerance');
  if (rule >= 0) return toleranceKeys(path.slice(rule + 1).map(String));
  const section = String(path[0]);
  const known: Record<string, string[]> = {
    runtimes: ['id', 'use', 'version', 'options', 'precision', 'tolerance'],
    models: ['id', 'path', 'forms', 'golden', 'inputs', 'dims', 'tolerance', 'outputs', 'runtimes', 'names'],
    limits: ['seconds', 'start', 'memory'],
    noise: ['runs'],
  };
  return known[section] ?? top;
}
