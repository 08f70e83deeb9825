import { lstatSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { readHead, standInFault } from '../../bytes/file-head.js';
import type { Fault } from '../../types.js';
import { statsAt } from '../stats-at.js';

/** `path` with another ending. */
export function withEnding(path: string, ending: string): string {
  return `${path.slice(0, path.length - extname(path).length)}${ending}`;
}

/**
 * The name of a model's companion file at `path` (absolute); null when there is none. A link to a file counts; whoever
 * knows the repository checks where it leads (companionFault).
 */
export function companionAt(path: string): { readonly name: string } | { readonly fault: Fault } | null {
  if (statsAt(path)?.isFile() !== true) {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? { fault: { what: `${basename(path)} is a link that leads to no file` } } : null;
  }
  const head = readHead(path);
  const fault = 'fault' in head ? head.fault : standInFault(head.bytes);
  return fault === null ? { name: basename(path) } : { fault: { ...fault, what: `${basename(path)}: ${fault.what}` } };
}
