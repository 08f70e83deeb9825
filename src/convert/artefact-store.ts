import { cp, lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ModelFile } from '../discover/form.js';
import { hashFiles } from '../discover/hash-files.js';
import { discardFolder, isPublished, MARKER, publishFolder } from '../environments/publish-folder.js';
import { messageOf } from '../errors.js';
import type { Host } from '../host/host.js';
import { markUsed } from '../host/last-use.js';
import { reportedChanges } from '../worker/protocol.js';

const DESCRIPTION = 'conversion.json';
/** Folder with the artefact and what belongs to it. */
const MADE = 'made';

const reported = {
  names: z.record(z.string(), z.string()),
  ...reportedChanges,
  version: z.string(),
  seconds: z.number().min(0),
};

/** Kept beside an artefact: what the converter reported about it, and the SHA-256 of every file by its path. */
const descriptionSchema = z.strictObject({ ...reported, files: z.record(z.string(), z.string()) });

/** What a converter reports about its artefact. */
export type ConverterReport = Pick<z.infer<typeof descriptionSchema>, keyof typeof reported>;

export interface Artefact extends ConverterReport {
  readonly path: string;
  /** A converter may write more than the artefact: whatever lies beside it belongs to it. */
  readonly files: readonly ModelFile[];
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
  for (const file of await filesBelow(path)) if ((await lstat(join(path, file))).size > 0) return null;
  return 'reported success but wrote an empty folder';
}

/** Paths of all files in the folder, sorted. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map((path) => relative(folder, path).replaceAll('\\', '/')).sort();
}

async function hashesIn(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of await filesBelow(folder)) hashes[file] = await hashFiles([join(folder, file)]);
  return hashes;
}

/** The artefact of that key, if an earlier run or another cell has made it and it is as it was made. */
export async function knownArtefact(host: Host, key: string, name: string): Promise<Artefact | null> {
  const folder = folderOf(host, key);
  if (!(await isPublished(folder))) return null;
  try {
    const text = await readFile(join(folder, DESCRIPTION), 'utf8');
    const { files, ...rest } = descriptionSchema.parse(JSON.parse(text));
    const made = join(folder, MADE);
    if (isDeepStrictEqual(files, await hashesIn(made))) {
      await markUsed(join(folder, MARKER), host);
      return { ...rest, path: join(made, name), files: filesIn(made, Object.keys(files)), key, cached: true };
    }
  } catch {
    // As if it were incomplete.
  }
  // Restored in part, damaged, or from another release: it has to be made again.
  await discardFolder(folder).catch(() => {});
  return null;
}

/**
 * Keeps the content of `draft` for later runs. It appears as a whole or not at all; a cache that cannot be written is
 * only a warning, and the artefact stays where it is.
 */
export async function keepArtefact(
  host: Host,
  key: string,
  draft: string,
  name: string,
  report: ConverterReport,
): Promise<Artefact> {
  const folder = folderOf(host, key);
  const made = join(folder, MADE);
  const hashes = await hashesIn(draft);
  try {
    await publishFolder(folder, host, async (target) => {
      await cp(draft, join(target, MADE), { recursive: true });
      await writeFile(join(target, DESCRIPTION), JSON.stringify({ ...report, files: hashes }));
    });
  } catch (error) {
    host.log.warn(`the cache cannot be written, so later runs will not be faster: ${messageOf(error)}`);
    return draftArtefact(key, draft, name, report);
  }
  await rm(draft, { recursive: true, force: true });
  return { ...report, path: join(made, name), files: filesIn(made, Object.keys(hashes)), key, cached: false };
}

/** The artefact where its converter made it, for one that is not kept. */
export async function draftArtefact(
  key: string,
  draft: string,
  name: string,
  report: ConverterReport,
): Promise<Artefact> {
  return { ...report, path: join(draft, name), files: filesIn(draft, await filesBelow(draft)), key, cached: false };
}

function filesIn(folder: string, files: readonly string[]): ModelFile[] {
  return files.map((to) => ({ from: join(folder, to), to }));
}

function folderOf(host: Host, key: string): string {
  return join(host.cache, 'artefacts', key);
}
