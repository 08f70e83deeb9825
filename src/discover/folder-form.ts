/** Models that are folders: recognised by the file that every such folder has. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { readHead, standInFault } from '../bytes/file-head.js';
import type { Fault } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import type { Form } from './form.js';
import { coremlPackageReader } from './formats/coreml.js';
import type { Description, FolderReader } from './formats/format-reader.js';
import { savedModelReader } from './formats/saved-model.js';
import { hashFolder } from './hash-files.js';
import { pathFault } from './path-fault.js';
import { sizeFault } from './size-fault.js';
import { statsAt } from './stats-at.js';

export const FOLDER_READERS: readonly FolderReader[] = [savedModelReader, coremlPackageReader];

/** The committed files with each model folder as one entry, its path, in place of the files in it. Sorted. */
export function withFolders(files: readonly string[]): string[] {
  const folders = files.filter(isMarker).map((path) => posix.dirname(path));
  const outer = folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
  const rest = files.filter((path) => !outer.some((folder) => path.startsWith(`${folder}/`)));
  return [...rest, ...outer].sort();
}

/** The model's folder, for a path that may name the marker file in it. */
export function folderOfMarker(path: string): string {
  return isMarker(path) ? posix.dirname(path) : path;
}

function isMarker(path: string): boolean {
  const folder = posix.dirname(path);
  if (folder === '.') return false;
  return FOLDER_READERS.some(({ marker, ending = '' }) => posix.basename(path) === marker && folder.endsWith(ending));
}

export function isFolder(root: string, path: string): boolean {
  return statsAt(join(root, path))?.isDirectory() === true;
}

/** The reader for a folder; null when it is not a model. */
export function findFolderReader(root: string, path: string): FolderReader | null {
  return (
    FOLDER_READERS.find(
      ({ marker, ending = '' }) => path.endsWith(ending) && pathFault(root, posix.join(path, marker)) === null,
    ) ?? null
  );
}

/** Describes the model in a folder that has a reader. What cannot be read becomes a fault of the model. */
export async function readFolderForm(root: string, path: string, names: NamesMap, reader: FolderReader): Promise<Form> {
  const absolute = resolve(root, path);
  const members = membersOf(absolute, reader);
  const fault = memberFault(root, path, members);
  const read = fault === null ? reader.read(absolute) : { fault };
  const content = 'fault' in read ? { fault: read.fault, format: reader.format } : sound(read);
  const there = members.filter((member) => pathFault(root, posix.join(path, member)) === null);
  const bytes = there.reduce((sum, member) => sum + statSync(join(absolute, member)).size, 0);
  const files = there.map((member) => ({ from: join(absolute, member), to: posix.join(basename(absolute), member) }));
  return { path, absolute, files, names, sha256: await hashFolder(absolute, there), bytes, content };
}

function sound(described: Description): Form['content'] {
  const fault = sizeFault(described.signature);
  return fault === null ? described : { fault, format: described.format };
}

/** The files that the format has, by paths below the folder, sorted; other files do not belong to the model. */
function membersOf(folder: string, { files, folders }: FolderReader): string[] {
  const inside = (name: string): string[] => {
    const entries = readdirSync(join(folder, name), { withFileTypes: true });
    return entries.flatMap((entry) => {
      const path = `${name}/${entry.name}`;
      return entry.isDirectory() ? inside(path) : [path];
    });
  };
  const top = readdirSync(folder, { withFileTypes: true });
  const known = top.flatMap((entry) => {
    if (entry.isDirectory()) return folders.includes(entry.name) ? inside(entry.name) : [];
    return files.includes(entry.name) ? [entry.name] : [];
  });
  return known.sort();
}

function memberFault(root: string, path: string, members: readonly string[]): Fault | null {
  for (const member of members) {
    const fault = pathFault(root, posix.join(path, member));
    const head = fault === null ? readHead(join(root, path, member)) : { fault };
    const broken = 'fault' in head ? head.fault : standInFault(head.bytes);
    if (broken !== null) return { ...broken, what: `${member}: ${broken.what}` };
  }
  return null;
}
