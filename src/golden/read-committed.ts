import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ByteReader } from '../bytes/byte-reader.js';
import { FileWindow } from '../bytes/file-window.js';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { UserError } from '../errors.js';

/** The largest size of a golden file. */
export const MAX_GOLDEN_BYTES = 4 * 2 ** 30;
const LFS_POINTER = 'version https://git-lfs';

/**
 * Reads a committed file and passes its bytes to `parse`; errors of both become a UserError that names the file.
 * Symbolic links may lead to other files of the repository, not out of it.
 * @param path relative to `root`
 */
export async function readCommitted<T>(
  root: string,
  path: string,
  parse: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  return await asUserError(path, async () => {
    const bytes = await readRegularFile(await insidePath(root, path), MAX_GOLDEN_BYTES);
    refusePointer(bytes.subarray(0, LFS_POINTER.length));
    return await parse(bytes);
  });
}

/** The same for a file that is not read as a whole. */
export async function openCommitted<T>(
  root: string,
  path: string,
  parse: (file: ByteReader) => Promise<T>,
): Promise<T> {
  return await asUserError(path, async () => {
    const file = new FileWindow(await insidePath(root, path), { followLinks: false });
    try {
      refusePointer(file.read(0, Math.min(file.size, LFS_POINTER.length)));
      return await parse(file);
    } finally {
      file.close();
    }
  });
}

async function asUserError<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { entry, why, next } = error.detail;
    throw new UserError({
      what: error.what,
      where: entry === undefined ? path : `${path} (${entry})`,
      ...(why === undefined ? {} : { why }),
      next: next ?? 'write the file again, or take an earlier version of it from git',
    });
  }
}

function refusePointer(head: Uint8Array): void {
  if (Buffer.from(head).toString('latin1') !== LFS_POINTER) return;
  throw new Malformed('is a Git LFS pointer, not the file itself', {
    next: 'run `git lfs pull`, or check out with `lfs: true`',
  });
}

async function insidePath(root: string, path: string): Promise<string> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, path)).catch(() => null)]);
  if (real === null) throw new Malformed('does not exist');
  const inside = relative(realRoot, real);
  if (inside === '..' || inside.startsWith(`..${sep}`)) throw new Malformed('leads out of the repository');
  return real;
}
