import { chmodSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { withEntry } from './entry-handle.js';

/** Nothing that is taken from a worker is deeper, and each level holds a handle. */
const DEEPEST = 64;

/**
 * Gives the owner access to a folder and to all in it, which a worker may have closed to everybody. What a worker wrote is
 * hostile: no link is followed, and a file with a second name is left as it is, since that may be anybody's.
 */
export function openToOwner(folder: string, depth = 0): void {
  // Modes mean little on Windows.
  if (process.platform === 'win32') return;
  try {
    withEntry(folder, (path, info) => {
      if (info.isDirectory()) {
        add(path, info, 0o700);
        if (depth < DEEPEST) for (const name of readdirSync(path)) openToOwner(join(path, name), depth + 1);
      } else if (info.isFile() && info.nlink === 1) add(path, info, 0o600);
    });
  } catch {
    // It has gone, or belongs to somebody else: reading it says so.
  }
}

function add(path: string, { mode }: Stats, bits: number): void {
  if ((mode & bits) !== bits) chmodSync(path, (mode & 0o777) | bits);
}
