import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import type { Host } from './host.js';

/**
 * Notes that something in the cache is used today, for `portability cache prune`: as the time of the file's last change.
 * A cache that cannot be written is used all the same.
 */
export async function markUsed(path: string, { today }: Pick<Host, 'today'>): Promise<void> {
  const day = new Date(today);
  if (statSync(path, { throwIfNoEntry: false })?.mtimeMs === day.getTime()) return;
  await utimes(path, day, day).catch(() => {});
}
