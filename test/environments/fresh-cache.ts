import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/host/create-host.js';

/** The gate's cache on this machine. What is installed there serves every test and the developer's own runs. */
export const sharedCache = cacheFolder(process.env);

/** What is the same whoever made it: locks with hashes decide it. */
const INSTALLED = ['environments', 'locks', 'uv'];

/**
 * A cache without artefacts, noise floors and verdicts, as on the first run of a repository, whose environments are
 * those of the shared cache: to install TensorFlow again for each test would prove nothing more.
 */
export async function freshCache(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cache-'));
  for (const name of INSTALLED) {
    await mkdir(join(sharedCache, name), { recursive: true });
    await symlink(join(sharedCache, name), join(folder, name), 'junction');
  }
  return folder;
}
