import { dirname, resolve } from 'node:path';
import { makeFolder } from '../host/make-folder.js';
import { requireOwnTarget } from '../host/own-target.js';
import { writeWhole } from '../host/write-whole.js';
import type { Baseline } from './lock-schema.js';
import { lockText } from './lock-text.js';

/** Writes a baseline. Only for commands whose name or flag says that they write it. */
export async function writeBaseline(root: string, path: string, baseline: Baseline): Promise<void> {
  requireOwnTarget(root, path);
  const file = resolve(root, path);
  await makeFolder(dirname(file));
  await writeWhole(file, lockText(baseline));
}
