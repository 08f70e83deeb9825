import { readFileSync } from 'node:fs';

import { join } from 'node:path';
import type { z } from 'zod';
import { messageOf } from '../errors.js';
import type { Host } from './host.js';
import { markUsed } from './last-use.js';
import { makeFolder } from './make-folder.js';
import { writeWhole } from './write-whole.js';

/**
 * What an earlier run stored under the key; null when it is missing or does not fit the schema: it is computed again.
 * @param kind folder in the cache
 */
export async function readCached<T>(host: Host, kind: string, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const path = join(host.cache, kind, `${key}.json`);
  try {
    // A run may read thousands of them, all small: waiting for each takes ten times as long as reading it.
    const value = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    await markUsed(path, host);
    return value;
  } catch {
    return null;
  }
}

/** Stores a value for later runs; a reader never sees half of it. A cache that cannot be written is only a warning. */
export async function writeCached(host: Host, kind: string, key: string, value: unknown): Promise<void> {
  const folder = join(host.cache, kind);
  try {
    await makeFolder(folder);
    await writeWhole(join(folder, `${key}.json`), JSON.stringify(value));
  } catch (error) {
    host.log.warn(`the cache cannot be written, so later runs will not be faster: ${messageOf(error)}`);
  }
}
