import { randomBytes } from 'node:crypto';
import { lstat, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host/host.js';
import { makeFolder } from '../host/make-folder.js';
import { renamePatiently } from '../host/rename-patiently.js';
import { noteUnfinished } from '../host/unfinished.js';

/** Written last: a folder without it is unfinished or was only partly restored. */
export const MARKER = '.complete';

/** Node.js tries again where something has a file open, as scanners on Windows do. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5 } as const;

/** Whether `folder` was finished by `publishFolder`. */
export async function isPublished(folder: string): Promise<boolean> {
  return exists(join(folder, MARKER));
}

/**
 * Builds `folder` with `build` unless it exists, and returns whether it existed. A half-built folder is never visible;
 * of several processes that build the same one, the first wins and the others use its folder.
 */
export async function publishFolder(
  folder: string,
  host: Pick<Host, 'scratch'>,
  build: (target: string) => Promise<void>,
): Promise<boolean> {
  if (await isPublished(folder)) return true;
  const target = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  noteUnfinished(host, target);
  try {
    await makeFolder(target);
    await build(target);
    await writeFile(join(target, MARKER), '');
    return await moveInto(target, folder);
  } finally {
    await rm(target, REMOVAL);
  }
}

/** Removes a folder that turned out to be unusable. */
export async function discardFolder(folder: string): Promise<void> {
  const remains = `${folder}.old-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await renamePatiently(folder, remains);
  } catch (error) {
    // It does not exist, or another process was faster.
    if (!(await exists(folder))) return;
    throw error;
  }
  await rm(remains, REMOVAL);
}

async function moveInto(target: string, folder: string): Promise<boolean> {
  try {
    await renamePatiently(target, folder, () => exists(folder));
    return false;
  } catch (error) {
    if (await isPublished(folder)) return true;
    if (!(await exists(folder))) throw error;
  }
  // The existing folder is unfinished.
  await discardFolder(folder);
  await renamePatiently(target, folder, () => exists(folder));
  return false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
