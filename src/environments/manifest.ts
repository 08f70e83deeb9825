/** What is in an installed folder, so that a later run notices when something has changed, was added or was lost. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import { z } from 'zod';
import { hashFiles } from '../discover/hash-files.js';

/** In the folder itself. */
const MANIFEST = '.manifest.json';
/** Written by publishFolder when everything else is. */
const APART: readonly string[] = [MANIFEST, '.complete'];

/** Size, time of its last change, time of the last change to what the file system says of it, SHA-256. */
const fileSchema = z.tuple([z.number(), z.number(), z.number(), z.string()]);
/** A link, by what it says. */
const manifestSchema = z.record(z.string(), z.union([fileSchema, z.string()]));
type Manifest = z.infer<typeof manifestSchema>;

/** Writes down what the folder holds. */
export async function writeManifest(folder: string): Promise<void> {
  const manifest: Manifest = {};
  for await (const { path, link, facts } of filesBelow(folder, ''))
    manifest[path] = link ?? [...facts, await hashFiles([join(folder, path)])];
  await writeFile(join(folder, MANIFEST), JSON.stringify(manifest));
}

/**
 * Whether a folder holds what was written down. A file that seems untouched is taken for what it was; one that does not,
 * as after a cache was restored, is compared by its hash.
 * @returns what is different, in words; null when nothing is
 */
export async function changeIn(folder: string): Promise<string | null> {
  const manifest = await readManifest(folder);
  if (manifest === null) return 'it does not say what it holds';
  const left = new Set(Object.keys(manifest));
  let touched = false;
  for await (const { path, link, facts } of filesBelow(folder, '')) {
    const known = left.delete(path) ? manifest[path] : undefined;
    if (known === undefined) return `${path} was added`;
    if (typeof known === 'string' || link !== null) {
      if (known !== link) return `${path} has changed`;
      continue;
    }
    const [size, changed, noted, hash] = known;
    if (facts[0] !== size) return `${path} has another size`;
    if (facts[1] === changed && facts[2] === noted) continue;
    if ((await hashFiles([join(folder, path)])) !== hash) return `${path} has changed`;
    manifest[path] = [...facts, hash];
    touched = true;
  }
  const [lost] = left;
  if (lost !== undefined) return `${lost} is missing`;
  // The next run need not hash them again; nothing is lost where that cannot be written.
  if (touched) await writeFile(join(folder, MANIFEST), JSON.stringify(manifest)).catch(() => {});
  return null;
}

async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
  } catch {
    return null;
  }
}

interface Found {
  /** Below the folder. */
  readonly path: string;
  readonly link: string | null;
  readonly facts: readonly [size: number, changed: number, noted: number];
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<Found> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (APART.includes(path)) continue;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else {
      const { size, mtimeMs, ctimeMs } = lstatSync(join(root, path));
      yield { path, link: entry.isFile() ? null : linkAt(join(root, path)), facts: [size, mtimeMs, ctimeMs] };
    }
  }
  // Environments have thousands of folders.
  await otherWork();
}

/** Where a link leads; for whatever else is no file, that it is none. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return 'no file';
  }
}
