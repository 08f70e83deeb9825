import type { CacheEntry } from './cache-entries.js';

export interface PruneLimits {
  /** Remove what was not used for so many days. */
  readonly unusedFor?: number;
  /** Keep at most so many bytes: what was used last. */
  readonly keep?: number;
}

const DAY = 24 * 3600 * 1000;

/**
 * What to remove, the longest unused first. What was used today or yesterday stays, whatever the limits say: a gate that
 * is running may be using it, and none runs for longer.
 * @param today in UTC, as in 2027-03-01
 */
export function chooseUnused(
  entries: readonly CacheEntry[],
  { unusedFor, keep }: PruneLimits,
  today: string,
): CacheEntry[] {
  const age = ({ lastUse }: CacheEntry) => Math.round((Date.parse(today) - Date.parse(lastUse)) / DAY);
  const removable = entries
    .filter((entry) => age(entry) > 1)
    .toSorted((a, b) => age(b) - age(a) || (a.path < b.path ? -1 : 1));
  const chosen = new Set(unusedFor === undefined ? [] : removable.filter((entry) => age(entry) >= unusedFor));
  if (keep !== undefined) {
    let bytes = entries.reduce((sum, entry) => sum + (chosen.has(entry) ? 0 : entry.bytes), 0);
    for (const entry of removable) {
      if (bytes <= keep) break;
      if (chosen.has(entry)) continue;
      chosen.add(entry);
      bytes -= entry.bytes;
    }
  }
  return removable.filter((entry) => chosen.has(entry));
}
