import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written last: a folder without it is not finished, or was restored in part. */
const MARKER = '.complete';

/** Whether `folder` was finished by `publishFolder`. */
export async function isPublished(folder: string): Promise<boolean> {
  return exists(join(folder, MARKER));
}

/**
 * Makes `folder` by `build`, unless it is there already, and says whether it was. Nobody ever sees half a folder, and
 * of several processes that build the same one, the first wins and the others take its folder.
 */
export async function publishFolder(folder: string, build: (target: string) => Promise<void>): Promise<boolean> {
  if (await isPublished(folder)) return true;
  const target = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(target, { recursive: true });
    await build(target);
    await writeFile(join(target, MARKER), '');
    return await moveInto(target, folder);
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

/** Takes a folder that turned out to be of no use out of the way. */
export async function discardFolder(folder: string): Promise<void> {
  const remains = `${folder}.old-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(folder, remains);
  } catch (error) {
    // Not there, or another process was faster.
    if (!(await exists(folder))) return;
    throw error;
  }
  await rm(remains, { recursive: true, force: true });
}

async function moveInto(target: string, folder: string): Promise<boolean> {
  try {
    await rename(target, folder);
    return false;
  } catch (error) {
    if (await isPublished(folder)) return true;
    if (!(await exists(folder))) throw error;
  }
  // What lies there is not finished: out of the way with it.
  await discardFolder(folder);
  await rename(target, folder);
  return false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
