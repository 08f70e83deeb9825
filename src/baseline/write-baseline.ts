import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Baseline } from './lock-schema.js';
import { lockText } from './lock-text.js';

/** Writes a baseline atomically. Only for commands whose name or flag says that they write it. */
export async function writeBaseline(root: string, path: string, baseline: Baseline): Promise<void> {
  const file = resolve(root, path);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, lockText(baseline));
  await rename(draft, file);
}
