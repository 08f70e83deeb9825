import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Host } from '../host/host.js';

/** Raise it when the way of looking changes. */
const METHOD = 1;

const vacuityFile = z.array(z.string());

/** Outputs that do not depend on the inputs hang on the same things as the noise floor, and on the seed of the other inputs. */
export function vacuityKey(noiseKey: string, seed: number): string {
  return createHash('sha256')
    .update(JSON.stringify([METHOD, noiseKey, seed]))
    .digest('hex');
}

/** By leaf name; null when it is not known. */
export async function readVacuity(host: Host, key: string): Promise<readonly string[] | null> {
  try {
    return vacuityFile.parse(JSON.parse(await readFile(join(host.cache, 'vacuity', `${key}.json`), 'utf8')));
  } catch {
    // Not there, or not ours: it is looked at again.
    return null;
  }
}

export async function writeVacuity(host: Host, key: string, leaves: readonly string[]): Promise<void> {
  const folder = join(host.cache, 'vacuity');
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${key}.${process.pid}.tmp`);
  await writeFile(draft, JSON.stringify(leaves));
  await rename(draft, join(folder, `${key}.json`));
}
