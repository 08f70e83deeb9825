import { lstatSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Fault } from '../../types.js';
import { lfsFault, readHead } from '../file-head.js';

/** `path` with another ending. */
export function withEnding(path: string, ending: string): string {
  return `${path.slice(0, path.length - extname(path).length)}${ending}`;
}

/** The name of a model's companion file at `path` (absolute); null when there is none. A link does not count. */
export function companionAt(path: string): { readonly name: string } | { readonly fault: Fault } | null {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const head = readHead(path);
  const fault = 'fault' in head ? head.fault : lfsFault(head.bytes);
  return fault === null ? { name: basename(path) } : { fault: { ...fault, what: `${basename(path)}: ${fault.what}` } };
}
