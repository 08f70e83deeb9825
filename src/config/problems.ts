import { isMap, isNode, isScalar, type LineCounter, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import { meantIssues } from './closest-branch.js';
import { didYouMean } from './did-you-mean.js';
import { issueInWords, mustBe } from './issue-in-words.js';
import { keysAt } from './keys-at.js';
import { valueAt } from './value-at.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One thing that is wrong with a document. */
export interface Problem {
  readonly line: number;
  readonly text: string;
}

/** A document with what is needed to find the line of a value in it. */
export interface Source {
  readonly document: YamlDocument.Parsed;
  readonly lines: LineCounter;
  /** The document as plain data. */
  readonly data: unknown;
  readonly schema: unknown;
}

/** Nobody reads more; each is looked up in the whole document. */
const MOST = 100;

/**
 * What a schema finds wrong, in words and with its line; the first of many. Unknown keys come with a suggestion.
 */
export function problemsOf(issues: readonly Issue[], source: Source): Problem[] {
  const told = issues.slice(0, MOST).flatMap((issue) => problems(issue, [], source));
  return told.slice(0, MOST).sort((a, b) => a.line - b.line);
}

/** @param base path of the value from which the issue's path starts */
function problems(issue: Issue, base: Path, source: Source): Problem[] {
  const path = [...base, ...issue.path];
  const value = valueAt(source.data, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(source.schema, path);
    return issue.keys.slice(0, MOST).map((key) => ({
      line: lineOf(path, source, key),
      text: known.includes(key)
        ? `${JSON.stringify(key)} in ${placeOf(path)} cannot be combined with the other keys there`
        : `unknown key ${JSON.stringify(key)}${path.length === 0 ? '' : ` in ${placeOf(path)}`}${suggestion(key, known)}`,
    }));
  }
  const problem = (text: string): Problem[] => [{ line: lineOf(path, source), text: `${placeOf(path)} ${text}` }];
  if (issue.code !== 'invalid_union') return problem(issueInWords(issue, value));
  const meant = meantIssues(issue);
  if (meant !== undefined) {
    // A misspelt key is missing as well: only the misspelling is reported.
    const misspelt = meant.some(({ code }) => code === 'unrecognized_keys');
    return meant.filter(({ code }) => !misspelt || code !== 'custom').flatMap((inner) => problems(inner, path, source));
  }
  return problem(mustBe(issue.errors.flat().flatMap(kinds), value));
}

function kinds(issue: Issue): readonly Issue[] {
  if (issue.path.length > 0) return [];
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(kinds) : [issue];
}

function suggestion(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  return near !== '' || known.length === 0 ? near : `; the keys are ${known.join(', ')}`;
}

/** `runtimes[1].options.threads`, counted from 1. */
function placeOf(path: Path): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the configuration' : text.replace(/^\./, '');
}

/** The line of the value at a path, or of a key in it; when there is none, of the nearest value around it. */
export function lineOf(path: Path, { document, lines }: Source, key?: string): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (!isNode(node)) continue;
    const found = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)
      : undefined;
    const range = isScalar(found?.key) ? found.key.range : node.range;
    if (range != null) return lines.linePos(range[0]).line;
  }
  return 1;
}
