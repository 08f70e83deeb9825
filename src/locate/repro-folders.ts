/** The folders that show operators without the gate: where they go, how much they may take, and what is kept of them. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import { makeFolder } from '../host/make-folder.js';

/** Where the folders of a run are written. */
export interface ReproRequest {
  readonly folder: string;
  /** Of all of them together; null: as much as they need. A folder beyond it is left out. */
  readonly mostBytes: number | null;
}

/** The bytes of all files below a folder; 0 when it is missing. */
export async function bytesBelow(folder: string): Promise<number> {
  const files = await filesBelow(folder);
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The files below a folder, with forward slashes, sorted; none when it is missing. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const from = folder.length + 1;
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(from).replaceAll('\\', '/'))
    .sort();
}

const KIND = 'located-repros';
/** By name of a folder: its files, in base64. */
const keptSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Keeps folders beside what was found in the search of that key, so that a later run need not search again. */
export async function keepRepros(host: Host, key: string, names: readonly string[], folder: string): Promise<void> {
  const kept: z.infer<typeof keptSchema> = {};
  for (const name of names) {
    const files: Record<string, string> = {};
    for (const file of await filesBelow(join(folder, name)))
      files[file] = (await readFile(join(folder, name, file))).toString('base64');
    kept[name] = files;
  }
  await writeCached(host, KIND, key, kept);
}

/** Writes the folders that were kept under the key; false when not all of these names were. */
export async function writeKeptRepros(
  host: Host,
  key: string,
  names: readonly string[],
  { folder, mostBytes }: ReproRequest,
): Promise<boolean> {
  const kept = await readCached(host, KIND, key, keptSchema);
  if (kept === null || !names.every((name) => Object.hasOwn(kept, name))) return false;
  const files = names.flatMap((name) =>
    Object.entries(kept[name] ?? {}).map(
      ([file, text]) => [join(folder, name, file), Buffer.from(text, 'base64')] as const,
    ),
  );
  const size = files.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  if (mostBytes !== null && (await bytesBelow(folder)) + size > mostBytes) return false;
  for (const [path, bytes] of files) {
    await makeFolder(dirname(path));
    await writeFile(path, bytes);
  }
  return true;
}
