import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { UserError } from '../errors.js';
import { linkAway } from '../host/own-target.js';
import { type Baseline, EMPTY_BASELINE, LOCK_FILE } from './lock-schema.js';
import { parseLock } from './parse-lock.js';

const MAX_LOCK_BYTES = 64 * 2 ** 20;

export interface LoadedBaseline {
  /** As shown in messages: relative to the root unless the user gave it otherwise. */
  readonly path: string;
  /** Whether there is such a file. */
  readonly exists: boolean;
  readonly baseline: Baseline;
}

/**
 * Reads the default baseline of a run, or the named one. Without a file it is empty: nothing was accepted and nothing is
 * known. Never through a symbolic link, nor through a folder that one in the repository leads to elsewhere.
 * @throws UserError when the file cannot be read or is not a baseline
 */
export async function readBaseline(root: string, named: string = LOCK_FILE): Promise<LoadedBaseline> {
  const file = resolve(root, named);
  const link = linkAway(root, named);
  if (link !== null)
    throw new UserError({
      where: named,
      what: `the baseline is reached through ${JSON.stringify(link)}, a link that leads out of the repository`,
    });
  if (!(await exists(file))) return { path: named, exists: false, baseline: EMPTY_BASELINE };
  try {
    const bytes = await readRegularFile(file, MAX_LOCK_BYTES);
    return { path: named, exists: true, baseline: parseLock(new TextDecoder().decode(bytes), named) };
  } catch (error) {
    if (error instanceof Malformed) throw new UserError({ where: named, what: `the baseline ${error.what}` });
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
