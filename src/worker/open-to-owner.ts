import { chmodSync, closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** Of Linux: a handle of the entry itself, whatever it is and however closed. Node.js does not name it. */
const O_PATH = 0o10000000;
/** Nothing that is taken from a worker is deeper, and each level holds a handle. */
const DEEPEST = 64;

/**
 * Gives the owner access to a folder and to all in it, which a worker may have closed to everybody. What a worker wrote is
 * hostile, and the worker still runs: no link is followed, neither one that is there nor one that comes while we look, and
 * a file with a second name is left as it is, since that may be anybody's.
 */
export function openToOwner(folder: string, depth = 0): void {
  try {
    if (process.platform === 'linux') withHandle(folder, depth);
    // Modes mean little on Windows. macOS has no such handle, and a moment between looking and opening.
    else if (process.platform !== 'win32') openEntry(folder, lstatSync(folder), depth);
  } catch {
    // It has gone, or belongs to somebody else: reading it says so.
  }
}

function withHandle(path: string, depth: number): void {
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
  try {
    openEntry(`/proc/self/fd/${fd}`, fstatSync(fd), depth);
  } finally {
    closeSync(fd);
  }
}

function openEntry(path: string, info: Stats, depth: number): void {
  if (info.isDirectory()) {
    add(path, info, 0o700);
    if (depth < DEEPEST) for (const name of readdirSync(path)) openToOwner(join(path, name), depth + 1);
  } else if (info.isFile() && info.nlink === 1) add(path, info, 0o600);
}

function add(path: string, { mode }: Stats, bits: number): void {
  if ((mode & bits) !== bits) chmodSync(path, (mode & 0o777) | bits);
}
