/** What a worker wrote is data: it is looked at before anything reads it. */
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_SAFETENSORS_BYTES } from './safetensors.js';

/** How much a folder may hold. */
export interface Bounds {
  readonly files: number;
  /** Folders in folders. */
  readonly depth: number;
  readonly bytes: number;
}

/** Of the outputs of one case: the two files of value-folder.ts. */
export const OUTPUTS: Bounds = { files: 2, depth: 0, bytes: MAX_SAFETENSORS_BYTES + 2 ** 28 };
/** Of what a converter makes: formats that are folders have some thousand files. */
export const ARTEFACT: Bounds = { files: 20_000, depth: 16, bytes: 64 * 2 ** 30 };

/** Why the folder is not plain files within the bounds; null when it is. Links are not followed. */
export async function writtenFault(folder: string, bounds: Bounds): Promise<string | null> {
  const found = { files: 0, bytes: 0 };
  if (!(await lstat(folder)).isDirectory()) return 'wrote something that is not a folder in its place';
  return faultIn(folder, '', 0, bounds, found);
}

async function faultIn(
  folder: string,
  within: string,
  depth: number,
  bounds: Bounds,
  found: { files: number; bytes: number },
): Promise<string | null> {
  for await (const { name } of await opendir(folder)) {
    const path = join(folder, name);
    const shown = JSON.stringify(within + name).slice(0, 100);
    const info = await lstat(path);
    if (info.isDirectory()) {
      if (depth === bounds.depth)
        return bounds.depth === 0
          ? `wrote the folder ${shown}`
          : `wrote folders deeper than ${bounds.depth} level${bounds.depth === 1 ? '' : 's'}`;
      const fault = await faultIn(path, `${within}${name}/`, depth + 1, bounds, found);
      if (fault !== null) return fault;
      continue;
    }
    if (info.isSymbolicLink()) return `wrote ${shown} as a link`;
    if (!info.isFile()) return `wrote ${shown}, which is not a file`;
    if (info.nlink > 1) return `wrote ${shown} under a second name`;
    found.files += 1;
    found.bytes += info.size;
    if (found.files > bounds.files) return `wrote more than ${bounds.files} files`;
    if (found.bytes > bounds.bytes) return `wrote more than ${bounds.bytes} bytes`;
  }
  return null;
}
