import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

const SKIPPED = new Set(['.git', 'node_modules', '__pycache__', '.venv', 'venv']);

/**
 * The committed files below `root`, as sorted paths with forward slashes. Outside a git work tree: every file below it
 * except in dependency folders.
 */
export async function listFiles(
  root: string,
): Promise<{ readonly files: readonly string[]; readonly tracked: boolean }> {
  const tracked = await trackedFiles(root);
  const files = tracked ?? (await walk(root, root));
  return { files: [...files].sort(), tracked: tracked !== null };
}

async function trackedFiles(root: string): Promise<string[] | null> {
  try {
    // -z: names may hold newlines. A tracked file may be deleted in the work tree.
    const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '--cached', '--', '.'], {
      cwd: root,
      maxBuffer: 1 << 28,
    });
    return stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  } catch {
    return null;
  }
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, path);
      return entry.isFile() ? [relative(root, path).split(sep).join('/')] : [];
    }),
  );
  return nested.flat();
}
