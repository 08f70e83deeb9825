/** What a worker wrote is data: it is looked at before anything reads it. */
import { lstatSync, mkdirSync, opendirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_SAFETENSORS_BYTES } from '../values/safetensors.js';
import { withEntry } from './entry-handle.js';

/** How much a folder may hold. */
export interface Bounds {
  readonly files: number;
  /** Folders in folders. */
  readonly depth: number;
  readonly bytes: number;
}

/** Of the outputs of one case: the two files of value-folder.ts. */
export const OUTPUTS: Bounds = { files: 2, depth: 0, bytes: MAX_SAFETENSORS_BYTES + 2 ** 28 };
/** Of what a converter makes: formats that are folders have some thousand files. */
export const ARTEFACT: Bounds = { files: 20_000, depth: 16, bytes: 64 * 2 ** 30 };

/** What is moved, and how much of it there was so far. */
interface Taking {
  readonly bounds: Bounds;
  files: number;
  bytes: number;
}

/**
 * Moves the files that a worker wrote into folders of our own. It still runs and may hold on to its folders: in ours
 * nothing can take another's place after we have looked.
 * @param folder of the worker
 * @param target does not exist yet
 * @returns why it is not plain files within the bounds; null when it is
 * @throws when the folder cannot be read
 */
export function takeWritten(folder: string, target: string, bounds: Bounds): string | null {
  return takeFolder(folder, target, '', 0, { bounds, files: 0, bytes: 0 });
}

function takeFolder(folder: string, target: string, within: string, depth: number, taking: Taking): string | null {
  const fault = withEntry(folder, (own, info) => {
    if (!info.isDirectory())
      return `wrote ${within === '' ? 'something' : shown(within)} that is not a folder in its place`;
    mkdirSync(target);
    for (const name of namesIn(own)) {
      const found = takeEntry(join(own, name), join(target, name), within + name, depth, taking);
      if (found !== null) return found;
    }
    return null;
  });
  if (fault === null) removeEmpty(folder);
  return fault;
}

function takeEntry(from: string, to: string, name: string, depth: number, taking: Taking): string | null {
  const { bounds } = taking;
  const found = lstatSync(from, { throwIfNoEntry: false });
  if (found === undefined)
    return name.includes('\ufffd') ? 'wrote a file whose name is not UTF-8' : `took ${shown(name)} away again`;
  if (found.isDirectory()) {
    if (depth < bounds.depth) return takeFolder(from, to, `${name}/`, depth + 1, taking);
    return bounds.depth === 0
      ? `wrote the folder ${shown(name)}`
      : `wrote folders deeper than ${bounds.depth} level${bounds.depth === 1 ? '' : 's'}`;
  }
  renameSync(from, to);
  const info = lstatSync(to);
  if (info.isSymbolicLink()) return `wrote ${shown(name)} as a link`;
  if (!info.isFile()) return `wrote ${shown(name)}, which is not a file`;
  if (info.nlink > 1) return `wrote ${shown(name)} under a second name`;
  taking.files += 1;
  taking.bytes += info.size;
  if (taking.files > bounds.files) return `wrote more than ${bounds.files} files`;
  if (taking.bytes > bounds.bytes) return `wrote more than ${bounds.bytes} bytes`;
  return null;
}

/** One by one: there may be millions. */
function* namesIn(folder: string): Generator<string> {
  const names = opendirSync(folder);
  try {
    for (let entry = names.readSync(); entry !== null; entry = names.readSync()) yield entry.name;
  } finally {
    names.closeSync();
  }
}

/** The rest goes with the folders of its worker, after its end. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It has written more in the meantime.
  }
}

function shown(name: string): string {
  return JSON.stringify(name).slice(0, 100);
}
