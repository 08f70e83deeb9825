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
  const suffix = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const target = `${folder}.new-${suffix}`;
  try {
    await mkdir(target, { recursive: true });
    await build(target);
    await writeFile(join(target, MARKER), '');
    return await moveInto(target, folder, suffix);
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

async function moveInto(target: string, folder: string, suffix: string): Promise<boolean> {
  try {
    await rename(target, folder);
    return false;
  } catch (error) {
    if (await isPublished(folder)) return true;
    if (!(await exists(folder))) throw error;
  }
  // What lies there is not finished: out of the way with it.
  const remains = `${folder}.old-${suffix}`;
  await rename(folder, remains);
  await rename(target, folder);
  await rm(remains, { recursive: true, force: true });
  return false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
