import { randomBytes } from 'node:crypto';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';

/** What a folder refuses that only its one file may be written. */
const REFUSED = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV']);

/** How the names of drafts end. */
export const PARTIAL = '.partial';

/**
 * Writes a file so that nobody ever sees half of it, whatever happens: as a draft beside it that takes its place. What
 * is a device, a pipe or a link is written to.
 * @throws an error of Node.js, with the path of the file
 */
export async function writeWhole(path: string, content: string | readonly Uint8Array[]): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}${PARTIAL}`;
  try {
    const replaced = await isReplaced(path);
    await writeFile(replaced ? draft : path, content);
    if (replaced) await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (!REFUSED.has(String(error.code))) throw Object.assign(error, { path });
    await writeFile(path, content);
  }
}

async function isReplaced(path: string): Promise<boolean> {
  const present = await lstat(path).catch(() => null);
  return present === null || present.isFile();
}
