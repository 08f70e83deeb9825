import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Sizes of the files in a folder, hard links once; 0 when there is no such folder. */
export function bytesBelow(folder: string): number {
  const seen = new Set<number>();
  let bytes = 0;
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const stat = lstatSync(join(folder, path));
    if (!stat.isFile() || seen.has(stat.ino)) continue;
    seen.add(stat.ino);
    bytes += stat.size;
  }
  return bytes;
}
