import { cp, lstat, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { discardFolder, isPublished, publishFolder } from '../environments/publish-folder.js';
import type { Host } from '../host/host.js';

const DESCRIPTION = 'conversion.json';

/** Kept beside an artefact: what the converter said when it made it. */
const descriptionSchema = z.strictObject({
  names: z.record(z.string(), z.string()),
  version: z.string(),
  seconds: z.number(),
});

export interface Artefact extends z.infer<typeof descriptionSchema> {
  readonly path: string;
  /** Names its content. */
  readonly key: string;
  readonly cached: boolean;
}

/**
 * Why what a converter left behind cannot be its artefact; null when it may be one. Several tools report success and
 * write nothing.
 * @param path the artefact, a file or a folder
 */
export async function artefactFault(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 'said that it succeeded and wrote nothing';
  if (found.isFile()) return found.size > 0 ? null : 'said that it succeeded and wrote an empty file';
  if (!found.isDirectory()) return 'wrote something that is neither a file nor a folder';
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (await lstat(join(entry.parentPath, entry.name))).size > 0) return null;
  return 'said that it succeeded and wrote an empty folder';
}

/** The artefact of that key, when an earlier run or another cell has made it and it is whole. */
export async function knownArtefact(host: Host, key: string, name: string): Promise<Artefact | null> {
  const folder = folderOf(host, key);
  const path = join(folder, 'made', name);
  if (!(await isPublished(folder))) return null;
  try {
    if ((await artefactFault(path)) !== null) throw new Error('not whole');
    const description = descriptionSchema.parse(JSON.parse(await readFile(join(folder, DESCRIPTION), 'utf8')));
    return { ...description, path, key, cached: true };
  } catch {
    // Restored in part, or from another release: it is made again.
    await discardFolder(folder);
    return null;
  }
}

/** A fresh folder for a converter to write to. */
export async function draftFolder(host: Host): Promise<string> {
  return mkdtemp(join(host.scratch, 'conversion-'));
}

/** Keeps what lies in `draft` for later runs. Nobody ever sees half of it. */
export async function keepArtefact(
  host: Host,
  key: string,
  draft: string,
  name: string,
  description: z.infer<typeof descriptionSchema>,
): Promise<Artefact> {
  const folder = folderOf(host, key);
  await publishFolder(folder, async (target) => {
    await cp(draft, join(target, 'made'), { recursive: true });
    await writeFile(join(target, DESCRIPTION), JSON.stringify(description));
  });
  return { ...description, path: join(folder, 'made', name), key, cached: false };
}

function folderOf(host: Host, key: string): string {
  return join(host.cache, 'artefacts', key);
}
