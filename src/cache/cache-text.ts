import { groupBy } from '../group-by.js';
import { formatBytes, formatCount } from '../number-format.js';
import { type CacheEntry, kindInWords } from './cache-entries.js';

/** What the cache holds: a line for each kind, with its size and the day it was used last. */
export function cacheText(cache: string, entries: readonly CacheEntry[]): string {
  if (entries.length === 0) return `${cache} is empty\n`;
  const rows = [...groupBy(entries, ({ kind }) => kind)].map(([kind, group]) => [
    kind,
    String(group.length),
    formatBytes(sizeOf(group)),
    group
      .map(({ lastUse }) => lastUse)
      .toSorted()
      .at(-1) ?? '',
    kindInWords(kind),
  ]);
  const table = [['folder', 'items', 'size', 'last used', 'what it holds'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[cache, '', ...lines, '', `${formatBytes(sizeOf(entries))} in total`].join('\n')}\n`;
}

/** What was removed, or would be. */
export function prunedText(removed: readonly CacheEntry[], left: readonly CacheEntry[], dryRun: boolean): string {
  const kinds = [...groupBy(removed, ({ kind }) => kind)].map(
    ([kind, group]) => `  ${kind}: ${group.length}, ${formatBytes(sizeOf(group))}`,
  );
  const verb = dryRun ? 'would remove' : 'removed';
  const words =
    removed.length === 0
      ? ['nothing to remove']
      : [`${verb} ${formatCount(removed.length, 'item')}, ${formatBytes(sizeOf(removed))}`, ...kinds];
  const kept = left.map(({ path }) => `could not remove ${path}: a program is using it, or it belongs to another user`);
  return `${[...words, ...kept].join('\n')}\n`;
}

function sizeOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}
