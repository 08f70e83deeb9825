import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../host/redact.js';
import { OUTPUTS } from './delivered-outputs.js';

/**
 * Removes secrets from what a part delivers beside its results, before it leaves the machine: from the names of outputs and
 * from outputs that are text. Numbers stay as they are.
 * @param known values that must never be published
 * @returns how many were removed
 */
export async function redactOutputs(folder: string, known: readonly (string | undefined)[]): Promise<number> {
  const entries = await readdir(join(folder, OUTPUTS), { recursive: true, withFileTypes: true }).catch(() => []);
  let all = 0;
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    const path = join(entry.parentPath, entry.name);
    const { json, removed } = redact(await readFile(path, 'utf8'), known);
    if (removed > 0) await writeFile(path, json);
    all += removed;
  }
  return all;
}
