import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../host/redact.js';
import { filesBelow } from '../locate/repro-folders.js';

/** Folder in the artifact. */
const REPRO = 'repro';
/** What is text in these folders; the rest are numbers. */
const TEXT = /\.(?:md|json|py)$/;

/**
 * The folders that show operators without the gate, as files of the artifact.
 * @param known values that must never be published
 */
export async function reproFiles(
  folder: string,
  known: readonly (string | undefined)[],
): Promise<Record<string, string | Uint8Array>> {
  const names = await filesBelow(folder);
  const read = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      return [`${REPRO}/${name}`, TEXT.test(name) ? redact(bytes.toString('utf8'), known).json : bytes] as const;
    }),
  );
  return Object.fromEntries(read);
}

/** Removes secrets from the texts of such folders where they lie, and returns how many. */
export async function redactRepros(folder: string, known: readonly (string | undefined)[]): Promise<number> {
  let all = 0;
  for (const name of (await filesBelow(folder)).filter((one) => TEXT.test(one))) {
    const path = join(folder, name);
    const { json, removed } = redact(await readFile(path, 'utf8'), known);
    if (removed > 0) await writeFile(path, json);
    all += removed;
  }
  return all;
}
