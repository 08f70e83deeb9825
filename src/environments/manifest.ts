/** What is in an installed folder, so that a later run notices when something has changed, was added or was lost. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import { PARTIAL, writeWhole } from '../host/write-whole.js';
import { RECORD, type RecordedFile, recordedFiles } from './recorded-files.js';

/** In the folder itself. */
const MANIFEST = '.manifest.json';
/** Written by publishFolder when everything else is. */
const APART: readonly string[] = [MANIFEST, '.complete'];
/** Files after which other work may go on; environments have tens of thousands, so each is one call of the system. */
const TURN = 1000;
const CHUNK = 1 << 20;

/** Size, time of its last change, time of the last change to what the file system says of it, SHA-256. */
type FileEntry = readonly [size: number, changed: number, noted: number, hash: string];
/** A link, by what it says. */
type Entry = FileEntry | string;
/** By path below the folder. */
export type Manifest = Record<string, Entry>;

/** Writes down what the folder holds. Hashes that a Python installer has verified and written down are taken from there. */
export async function writeManifest(folder: string): Promise<void> {
  const manifest: Manifest = {};
  let count = 0;
  const files = [...filesBelow(folder)];
  const recorded = recordedBelow(folder, files);
  for (const { path, link, facts } of files) {
    const known = recorded.get(path);
    const hash = known !== undefined && known.size === facts[0] ? known.hash : null;
    manifest[path] = link ?? [...facts, hash ?? hashOf(join(folder, path))];
    if (++count % TURN === 0) await otherWork();
  }
  await write(folder, manifest);
}

/** Whole at every moment: another run may read it. */
async function write(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(folder, MANIFEST), JSON.stringify(manifest));
}

/**
 * Whether a folder holds what was written down. A file that seems untouched is taken for what it was; one that does not,
 * as after a cache was restored or another environment made a hard link to it, is compared by its hash.
 * @returns what is different, in words; null when nothing is
 */
export async function changeIn(folder: string): Promise<string | null> {
  const manifest = await readManifest(folder);
  if (manifest === null) return 'it does not say what it holds';
  const left = new Set(Object.keys(manifest));
  let touched = false;
  let count = 0;
  for (const { path, link, facts } of filesBelow(folder)) {
    if (++count % TURN === 0) await otherWork();
    const known = left.delete(path) ? manifest[path] : undefined;
    if (known === undefined) return `${path} was added`;
    if (typeof known === 'string' || link !== null) {
      if (known !== link) return `${path} has changed`;
      continue;
    }
    const [size, changed, noted, hash] = known;
    if (facts[0] !== size) return `${path} has another size`;
    if (facts[1] === changed && facts[2] === noted) continue;
    if (hashOf(join(folder, path)) !== hash) return `${path} has changed`;
    manifest[path] = [...facts, hash];
    touched = true;
  }
  const [lost] = left;
  if (lost !== undefined) return `${lost} is missing`;
  // The next run need not hash them again; nothing is lost where that cannot be written.
  if (touched) await write(folder, manifest).catch(() => {});
  return null;
}

/** What was written down of a folder; null when nothing was, or it cannot be read. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const read: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    return isManifest(read) ? read : null;
  } catch {
    return null;
  }
}

/** Not by a schema, which takes longer than looking at all the files. */
function isManifest(read: unknown): read is Manifest {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return false;
  return Object.values(read).every(
    (entry) => typeof entry === 'string' || (Array.isArray(entry) && entry.length === 4),
  );
}

interface Found {
  /** Below the folder. */
  readonly path: string;
  readonly link: string | null;
  readonly facts: readonly [size: number, changed: number, noted: number];
}

function* filesBelow(root: string): Generator<Found> {
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder + entry.name;
      if (APART.includes(path) || (path.startsWith(MANIFEST) && path.endsWith(PARTIAL))) continue;
      if (entry.isDirectory()) folders.push(`${path}/`);
      else {
        const at = join(root, path);
        const { size, mtimeMs, ctimeMs } = lstatSync(at);
        yield { path, link: entry.isFile() ? null : linkAt(at), facts: [size, mtimeMs, ctimeMs] };
      }
    }
}

/** What the packages in a Python environment say of their files. */
function recordedBelow(folder: string, files: readonly Found[]): ReadonlyMap<string, RecordedFile> {
  const records = files.filter(({ path, link }) => link === null && path.endsWith(RECORD));
  return new Map(records.flatMap(({ path }) => [...recordedFiles(folder, path)]));
}

/** Where a link leads; for whatever else is no file, that it is none. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return 'no file';
  }
}

/** SHA-256 of a file in hexadecimal, at once: streams take longer than reading for the many small files. */
export function hashOf(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.allocUnsafe(Math.min(size + 1, CHUNK));
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
