import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EMPTY_BASELINE } from '../baseline/lock-schema.js';
import type { LoadedBaseline } from '../baseline/read-baseline.js';
import { askGit } from '../discover/ask-git.js';
import type { Host } from '../host/host.js';
import { runContext } from '../host/run-context.js';

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * The baseline as far as its results stand for cells that do not run. On a pull request they do only where the branch that
 * it is for has the same file: anybody can compute a key, and write that what it names has passed.
 */
export async function reviewedBaseline(loaded: LoadedBaseline, host: Host): Promise<LoadedBaseline> {
  if (!loaded.exists || (await isReviewed(loaded.path, host))) return loaded;
  const keyed = loaded.baseline.cells.filter(({ key }) => key !== undefined).length;
  if (keyed > 0)
    host.log.info(
      `results recorded in ${loaded.path} do not count here: the pull request changes it, or its base is not in the checkout (fetch-depth: 2)`,
    );
  return { ...loaded, baseline: EMPTY_BASELINE };
}

async function isReviewed(path: string, { cwd, env }: Host): Promise<boolean> {
  const { pullRequest } = runContext(env);
  if (pullRequest === undefined) return true;
  const { baseSha = '' } = pullRequest;
  if (!COMMIT.test(baseSha)) return false;
  try {
    const base = await askGit(cwd, ['cat-file', 'blob', `${baseSha}:./${path.replaceAll('\\', '/')}`]);
    return sameText(base) === sameText(await readFile(resolve(cwd, path)));
  } catch {
    return false;
  }
}

/** Git may have converted its ends of lines. */
function sameText(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\r\n', '\n');
}
