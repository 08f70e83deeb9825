import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { Host } from '../host/host.js';
import { makeFolder } from '../host/make-folder.js';
import { ANY_PLATFORM, embeddedFolder } from './embedded-folder.js';
import { findPackages, type NpmRequirement } from './find-packages.js';

/** Of files that are too large for git as they are. */
const PACKED = '.br';

/**
 * Unpacks the packages that the action ships for this platform, so that nothing has to be downloaded.
 * @param target empty folder that gets a node_modules
 * @returns false when it ships none, or other versions
 */
export async function unpackEmbedded(
  id: string,
  requirements: readonly NpmRequirement[],
  target: string,
  { assets, log }: Pick<Host, 'assets' | 'log'>,
): Promise<boolean> {
  const source = await packedFolder(id, requirements, assets);
  if (source === null) return false;
  log.progress(`unpacking ${id}`);
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, from.slice(source.length));
    await makeFolder(dirname(to));
    if (!to.endsWith(PACKED)) await copyFile(from, to);
    else
      await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to.slice(0, -PACKED.length)));
  }
  return true;
}

async function packedFolder(
  id: string,
  requirements: readonly NpmRequirement[],
  assets: string,
): Promise<string | null> {
  for (const platform of [`${process.platform}-${process.arch}`, ANY_PLATFORM]) {
    const folder = embeddedFolder(assets, id, platform);
    if ((await findPackages(folder, requirements)) === folder) return folder;
  }
  return null;
}
