import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * Digest of the gate itself: every file of its program, adapters, locks and harnesses. More exact than its version, which
 * does not change while it is developed.
 * @param assets `lib` or `dist`
 */
export async function programDigest(assets: string): Promise<string> {
  const entries = await readdir(assets, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${relative(assets, file).split(sep).join('/')}\0`);
    hash.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    );
  }
  return hash.digest('hex');
}
