import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { Malformed } from './malformed.js';

/** Below the largest count that one read call may have. */
const CHUNK = 1 << 30;
const { O_RDONLY, O_NONBLOCK } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const readAsync = promisify(read);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  ELOOP: 'is a symbolic link',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
};

/**
 * Opens a file that may be hostile: never a pipe or a device, which would never end.
 * @param followLinks whether the path may be that of a symbolic link
 * @throws Malformed when it is missing, cannot be read, or is not a regular file
 */
export function openRegularFile(path: string, followLinks: boolean): { readonly fd: number; readonly size: number } {
  const fd = opened(path, O_RDONLY | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW));
  const info = fstatSync(fd);
  if (info.isFile()) return { fd, size: info.size };
  closeSync(fd);
  throw new Malformed('is not a regular file');
}

/**
 * The whole of a file that may be hostile: never through a symbolic link, never more than `maxBytes`. The bytes have a
 * buffer of their own, so that views on them are aligned.
 * @throws Malformed when it is missing, not a regular file, larger, or changes while it is read
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { fd, size } = openRegularFile(path, false);
  try {
    if (size > maxBytes) throw new Malformed(`has ${size} bytes, more than the limit of ${maxBytes}`);
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      const { bytesRead } = await readAsync(fd, bytes, done, Math.min(CHUNK, size - done), done);
      if (bytesRead === 0) throw new Malformed('became shorter while it was read');
      done += bytesRead;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function opened(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
    throw reason === undefined ? error : new Malformed(reason);
  }
}
