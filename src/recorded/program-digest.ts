import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * Digest of the gate itself: every file of its program, adapters, locks and harnesses. More exact than its version, which
 * does not change while it is developed.
 * @param assets `lib` or `dist`
 */
export function programDigest(assets: string): string {
  const entries = readdirSync(assets, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  // Hundreds of small ones: waiting for each takes longer than reading it.
  for (const file of files.sort()) {
    hash.update(`${relative(assets, file).split(sep).join('/')}\0`);
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}
