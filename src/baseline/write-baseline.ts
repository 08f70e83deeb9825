import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Baseline } from './lock-schema.js';
import { lockText } from './lock-text.js';

/** Writes a baseline as a whole or not at all. Only commands that say so in their name or flag call this. */
export async function writeBaseline(root: string, path: string, baseline: Baseline): Promise<void> {
  const file = resolve(root, path);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, lockText(baseline));
  await rename(draft, file);
}
