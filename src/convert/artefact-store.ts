import { cp, lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { discardFolder, isPublished, publishFolder } from '../environments/publish-folder.js';
import type { Host } from '../host/host.js';
import { reportedChanges } from '../worker/protocol.js';

const DESCRIPTION = 'conversion.json';
/** Folder with the artefact and what belongs to it. */
const MADE = 'made';

const reported = {
  names: z.record(z.string(), z.string()),
  ...reportedChanges,
  version: z.string(),
  seconds: z.number(),
};

/** Kept beside an artefact: what the converter reported about it, and the size of every file by its path. */
const descriptionSchema = z.strictObject({ ...reported, files: z.record(z.string(), z.int()) });

/** What a converter reports about its artefact. */
export type ConverterReport = Pick<z.infer<typeof descriptionSchema>, keyof typeof reported>;

export interface Artefact extends ConverterReport {
  readonly path: string;
  /** Names its content. */
  readonly key: string;
  readonly cached: boolean;
}

/**
 * Why a converter's output cannot be its artefact; null when it may be one. Several tools report success and write
 * nothing.
 * @param path the artefact, a file or a folder
 */
export async function artefactFault(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 'reported success but wrote nothing';
  if (found.isFile()) return found.size > 0 ? null : 'reported success but wrote an empty file';
  if (!found.isDirectory()) return 'wrote something that is neither a file nor a folder';
  const sizes = Object.values(await sizesIn(path));
  return sizes.some((size) => size > 0) ? null : 'reported success but wrote an empty folder';
}

async function sizesIn(folder: string): Promise<Record<string, number>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [relative(folder, path).replaceAll('\\', '/'), (await lstat(path)).size] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** The artefact of that key, if an earlier run or another cell has made it and it is complete. */
export async function knownArtefact(host: Host, key: string, name: string): Promise<Artefact | null> {
  const folder = folderOf(host, key);
  if (!(await isPublished(folder))) return null;
  try {
    const text = await readFile(join(folder, DESCRIPTION), 'utf8');
    const { files, ...rest } = descriptionSchema.parse(JSON.parse(text));
    if (isDeepStrictEqual(files, await sizesIn(join(folder, MADE))))
      return { ...rest, path: join(folder, MADE, name), key, cached: true };
  } catch {
    // As if it were incomplete.
  }
  // Restored in part, or from another release: it has to be made again.
  await discardFolder(folder);
  return null;
}

/** Keeps the content of `draft` for later runs. It appears as a whole or not at all. */
export async function keepArtefact(
  host: Host,
  key: string,
  draft: string,
  name: string,
  report: ConverterReport,
): Promise<Artefact> {
  const folder = folderOf(host, key);
  await publishFolder(folder, async (target) => {
    await cp(draft, join(target, MADE), { recursive: true });
    const description = { ...report, files: await sizesIn(join(target, MADE)) };
    await writeFile(join(target, DESCRIPTION), JSON.stringify(description));
  });
  return { ...report, path: join(folder, MADE, name), key, cached: false };
}

function folderOf(host: Host, key: string): string {
  return join(host.cache, 'artefacts', key);
}
