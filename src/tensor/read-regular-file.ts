import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Malformed } from './malformed.js';

/** Below the largest count that one read call may have. */
const CHUNK = 1 << 30;
const { O_RDONLY, O_NONBLOCK } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * The whole of a file that may be hostile: never through a symbolic link, never a pipe or device, never more than
 * `maxBytes`. The bytes begin at the start of their own buffer, so that views on them are aligned.
 * @throws Malformed when it is missing, not a regular file, larger, or changes while it is read
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await openNoFollow(path);
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new Malformed('is not a regular file');
    if (info.size > maxBytes) throw new Malformed(`has ${info.size} bytes, more than the limit of ${maxBytes}`);
    const bytes = new Uint8Array(info.size);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK, bytes.length - done), done);
      if (bytesRead === 0) throw new Malformed('became shorter while it was read');
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

async function openNoFollow(path: string): Promise<FileHandle> {
  try {
    return await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Malformed('does not exist');
    if (code === 'ELOOP') throw new Malformed('is a symbolic link');
    if (code === 'EACCES' || code === 'EPERM') throw new Malformed('may not be read');
    throw error;
  }
}
