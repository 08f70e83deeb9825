import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Paths below two folders whose files differ, or that only one of them has; sorted. A folder may be missing. */
export function differingFiles(one: string, other: string): string[] {
  const [a, b] = [hashes(one), hashes(other)];
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path)).sort();
}

/** By path relative to the folder. */
function hashes(folder: string): Map<string, string> {
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  const hash = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
  return new Map(files.map((path) => [path, hash(path)]));
}
