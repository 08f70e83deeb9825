import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.js';
import type { Host } from '../host/host.js';
import { markUsed } from '../host/last-use.js';
import { makeFolder } from '../host/make-folder.js';
import { changeIn, writeManifest } from './manifest.js';
import { discardFolder, isPublished, MARKER, publishFolder } from './publish-folder.js';

export interface CachedFolder {
  readonly folder: string;
  /** Whether an earlier run has built it. */
  readonly cached: boolean;
}

/**
 * By the scratch folder of the run, then by path: a run looks at each folder once, and makes it once, however many kinds of
 * workers use it.
 */
const looked = new Map<string, Map<string, Promise<CachedFolder>>>();

/**
 * A folder of the cache, built unless it is there and holds what it held when it was built. A cache that cannot be read
 * or written is only a warning: the folder is then built for this run alone.
 * @param name below the cache
 * @throws what `build` throws
 */
export function cachedFolder(
  host: Host,
  name: string,
  build: (target: string) => Promise<void>,
): Promise<CachedFolder> {
  const own = looked.get(host.scratch) ?? new Map<string, Promise<CachedFolder>>();
  looked.set(host.scratch, own);
  const path = join(host.cache, name);
  const known = own.get(path);
  if (known !== undefined) return known;
  const made = openFolder(host, name, build);
  own.set(path, made);
  // What failed may be tried again.
  made.catch(() => own.delete(path));
  return made;
}

async function openFolder(host: Host, name: string, build: (target: string) => Promise<void>): Promise<CachedFolder> {
  const folder = join(host.cache, name);
  const whole = async (target: string) => {
    await build(target);
    await writeManifest(target);
  };
  try {
    const intact = await isIntact(folder, name, host);
    if (!intact) await makeFolder(dirname(folder));
    const cached = intact || (await publishFolder(folder, host, whole));
    await markUsed(join(folder, MARKER), host);
    return { folder, cached };
  } catch (error) {
    if (!isOfFileSystem(error)) throw error;
    host.log.warn(`the cache cannot be used, so ${name} is made for this run alone: ${messageOf(error)}`);
  }
  const own = join(host.scratch, 'cache', name);
  await makeFolder(dirname(own));
  return { folder: own, cached: await publishFolder(own, host, whole) };
}

async function isIntact(folder: string, name: string, { log }: Host): Promise<boolean> {
  if (!(await isPublished(folder))) {
    // What an older release, or a cache that was restored in part, has left.
    if (await exists(folder)) await discardFolder(folder);
    return false;
  }
  const change = await changeIn(folder);
  if (change === null) return true;
  log.warn(`${name} in the cache is not as it was made, and is made again: ${change}`);
  await discardFolder(folder);
  return false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Errors that Node.js reports of files and folders have a code; ours are explained. */
function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error && /^E[A-Z]+$/.test(String(error.code));
}
