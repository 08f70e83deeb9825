import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary repository with the given files; `await using` removes it. */
export async function repository(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'golden-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return { root, remove: () => rm(root, { recursive: true }) };
}
