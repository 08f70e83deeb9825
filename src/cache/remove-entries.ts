import { lstat, rm } from 'node:fs/promises';
import { discardFolder } from '../environments/publish-folder.js';
import type { CacheEntry } from './cache-entries.js';

/**
 * Removes entries one by one; a folder is gone for others before its files are deleted, so none is ever seen half empty.
 * @returns those that could not be removed
 */
export async function removeEntries(entries: readonly CacheEntry[]): Promise<CacheEntry[]> {
  const left: CacheEntry[] = [];
  for (const entry of entries) {
    try {
      if ((await lstat(entry.path)).isDirectory()) await discardFolder(entry.path);
      else await rm(entry.path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) left.push(entry);
    }
  }
  return left;
}
