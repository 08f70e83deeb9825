import { isNode, LineCounter, parseDocument } from 'yaml';
import { repeatedJsonKey } from '../bytes/repeated-json-key.js';
import { repeatedKeys } from '../config/repeated-keys.js';
import { UserError } from '../errors.js';
import { type Baseline, LOCK_VERSION, lockSchema } from './lock-schema.js';

/** Whoever reads more mistakes than this corrects the first ones first. */
const MOST_TOLD = 20;
/** Of the text: what finds lines takes a hundred times its memory. */
const MOST_FOR_LINES = 4 << 20;
const RESTORE = 'fix it, or restore it from the last commit: git checkout HEAD -- ';

/**
 * Parses a baseline, strictly: it decides what passes.
 * @param path names the file in messages
 * @throws UserError with file and line for conflict markers, broken JSON, a newer version, unknown or wrong entries,
 *   keys given twice, and two entries for the same thing
 */
export function parseLock(text: string, path: string): Baseline {
  const marker = /^(?:<{7}|>{7}|={7})(?: |$)/m.exec(text);
  if (marker !== null)
    throw new UserError({
      where: `${path}:${lineAt(text, marker.index)}`,
      what: 'the baseline contains the markers of a merge conflict',
      next: 'keep the entries of both sides, in any order',
    });
  const data = parseJson(text, path);
  const version = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
  if (typeof version === 'number' && version > LOCK_VERSION)
    throw new UserError({
      where: path,
      what: `the baseline has version ${version}, but this gate supports only version ${LOCK_VERSION}`,
      next: 'update the gate to the release that wrote it',
    });
  const parsed = lockSchema.safeParse(data);
  if (!parsed.success) {
    const lineOf = lines(text);
    const places = parsed.error.issues.slice(0, MOST_TOLD).map(({ path: keys, message }) => ({
      line: lineOf(keys),
      text: `${lower(message)}${at(keys)}`,
    }));
    const [first = { line: 1, text: 'invalid' }, ...rest] = places.sort((a, b) => a.line - b.line);
    throw new UserError({
      where: `${path}:${first.line}`,
      what: [first.text, ...rest.map((place) => `${path}:${place.line}: ${place.text}`)].join('\n'),
      next: RESTORE + path,
    });
  }
  refuseDuplicates(parsed.data, text, path);
  return parsed.data;
}

function parseJson(text: string, path: string): unknown {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    // The message quotes the file, which is untrusted; only its position is used.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? lastLine(text) : lineAt(text, Number(position));
    throw new UserError({ where: `${path}:${line}`, what: 'the baseline is not valid JSON', next: RESTORE + path });
  }
  if (repeatedJsonKey(text) !== null) {
    const line = repeatedKeyLine(text);
    throw new UserError({ where: `${path}:${line}`, what: 'duplicate key', next: 'keep one of the two' });
  }
  return data;
}

function refuseDuplicates({ approvals, models, cells }: Baseline, text: string, path: string): void {
  const of = ({ model, runtime }: { readonly model: string; readonly runtime: string }) => `${model} on ${runtime}`;
  const lists = { approvals: approvals.map(of), models: models.map(({ id }) => id), cells: cells.map(of) };
  for (const [list, subjects] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [index, subject] of subjects.entries()) {
      if (seen.has(subject))
        throw new UserError({
          where: `${path}:${lines(text)([list, index])}`,
          what: `there are two entries for ${subject} under ${list}`,
          next: 'keep one of the two',
        });
      seen.add(subject);
    }
  }
}

/** The line of what is at some keys, or of the nearest value around it. */
function lines(text: string): (keys: readonly PropertyKey[]) => number {
  if (text.length > MOST_FOR_LINES) return () => 1;
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: false });
  return (keys) => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
      const offset = isNode(node) ? node.range?.[0] : undefined;
      if (offset !== undefined) return counter.linePos(offset).line;
    }
    return 1;
  };
}

/** The line of the first key that its map has already. */
function repeatedKeyLine(text: string): number {
  if (text.length > MOST_FOR_LINES) return 1;
  const [first = 0] = repeatedKeys(parseDocument(text, { prettyErrors: false, uniqueKeys: false }));
  return lineAt(text, first);
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
const lastLine = (text: string): number => lineAt(text.trimEnd(), text.length);
const lower = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

function at(keys: readonly PropertyKey[]): string {
  const text = keys.map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${String(key)}`)).join('');
  return text === '' ? '' : ` at ${text.replace(/^\./, '')}`;
}
