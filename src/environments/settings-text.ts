import { realpath } from 'node:fs/promises';
import { readRegularFile } from '../bytes/regular-file.js';

const MOST_BYTES = 1 << 20;

/**
 * The text of a file with settings of an installer, which the repository may have written: no pipe or device behind a
 * link, which would never end. Null where it is missing or cannot be read: the installer
 * reports that better.
 */
export async function settingsText(path: string): Promise<string | null> {
  try {
    return Buffer.from(await readRegularFile(await realpath(path), MOST_BYTES)).toString('utf8');
  } catch {
    return null;
  }
}
