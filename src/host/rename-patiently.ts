import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** On Windows, of a file that a scanner or an indexer has open: it lets go within moments. */
const LOCKED = new Set(['EACCES', 'EBUSY', 'EPERM']);
const WAITS_MS = [20, 100, 400, 1000];

/**
 * Renames, again where something may have the file or folder open for a moment.
 * @param isTaken whether it is of no use to try again: what is there stays
 * @param move the system's rename
 * @throws what the last try throws
 */
export async function renamePatiently(
  from: string,
  to: string,
  isTaken: () => Promise<boolean> = async () => false,
  move: typeof rename = rename,
): Promise<void> {
  for (const wait of WAITS_MS) {
    try {
      return await move(from, to);
    } catch (error) {
      const isLocked = error instanceof Error && 'code' in error && LOCKED.has(String(error.code));
      if (!isLocked || (await isTaken())) throw error;
    }
    await sleep(wait);
  }
  return move(from, to);
}
