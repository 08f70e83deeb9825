import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MARKER } from '../environments/publish-folder.js';

/** What the folders of the cache hold; a folder that is not listed is shown by its name. */
const KINDS: Readonly<Record<string, string>> = {
  environments: 'installed packages of runtimes and converters',
  locks: 'resolved packages of your own adapters and of `version:`',
  uv: 'the installer of Python packages',
  node: 'the installer of npm packages',
  artefacts: 'converted models',
  noise: 'noise floors',
  repeated: 'outputs of the reference that vary',
  vacuity: 'outputs that do not depend on the inputs',
  results: 'recorded results',
  history: 'noise ratios at earlier commits',
  located: 'operators at which cells begin to drift',
  'located-repros': 'folders that show such operators',
};

/** One thing that can be removed alone: whatever needs it makes it again. */
export interface CacheEntry {
  /** Folder of the cache. */
  readonly kind: string;
  readonly path: string;
  readonly bytes: number;
  /** Day of its last use, in UTC, as in 2027-03-01. */
  readonly lastUse: string;
}

/** In words; the name of the folder where it is not known. */
export function kindInWords(kind: string): string {
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? kind) : kind;
}

/** Everything in the cache, by kind and path; empty when there is no cache yet. */
export async function cacheEntries(cache: string): Promise<CacheEntry[]> {
  const entries: CacheEntry[] = [];
  for (const folder of await entriesOf(cache)) {
    if (!folder.isDirectory()) continue;
    for (const { name } of await entriesOf(join(cache, folder.name))) {
      const path = join(cache, folder.name, name);
      const found = (await lstat(join(path, MARKER)).catch(() => null)) ?? (await lstat(path).catch(() => null));
      // It may be gone by now: another run replaces what it found incomplete.
      if (found === null) continue;
      entries.push({
        kind: folder.name,
        path,
        bytes: await bytesBelow(path),
        lastUse: found.mtime.toISOString().slice(0, 10),
      });
    }
  }
  return entries;
}

async function bytesBelow(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return 0;
  if (!stats.isDirectory()) return stats.size;
  let bytes = 0;
  for (const { name } of await entriesOf(path)) bytes += await bytesBelow(join(path, name));
  return bytes;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
