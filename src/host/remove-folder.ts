import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The system takes no path of more than 4096 bytes, and whoever wrote a folder need not have named it by one. */
const DEEPEST = 8;
const SLASH = Buffer.from('/');

/**
 * Removes a folder with all in it, whatever is in it: folders that are closed to everybody, names that are no text, and
 * folders so deep that no path leads there. Nobody else writes to it any more. What cannot be removed is left.
 */
export function removeFolder(path: string): void {
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    remove();
    return;
  } catch {
    // Something of the above.
  }
  try {
    chmodSync(path, 0o700);
    flatten(path);
    remove();
  } catch {
    // It belongs to somebody else.
  }
}

/** Opens all folders below the root to their owner, and moves deep ones up, so that none remains deep. */
function flatten(root: string): void {
  const shallow = mkdtempSync(join(root, 'deep-'));
  const pending = [{ folder: Buffer.from(root), depth: 0 }];
  let moved = 0;
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const { folder, depth } = one;
    for (const entry of readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const inner = Buffer.concat([folder, SLASH, entry.name]);
      // Also what is to be moved: its entry for the folder above is written.
      chmodSync(inner, 0o700);
      if (depth < DEEPEST) pending.push({ folder: inner, depth: depth + 1 });
      else {
        moved += 1;
        const top = Buffer.from(join(shallow, String(moved)));
        renameSync(inner, top);
        pending.push({ folder: top, depth: 2 });
      }
    }
  }
}
