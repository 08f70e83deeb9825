import { execFileSync } from 'node:child_process';
import { chown, cp, lchown, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the tests need of what is not committed. */
const MADE = ['lib', 'node_modules'];

/** Copies the working tree, as it is, to a folder that belongs to `user`. */
export async function copiedTree(folder: string, user: number): Promise<void> {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  for (const path of [...listed.split('\0').filter((name) => name !== ''), ...MADE]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // A file that is deleted and not yet committed as such is not there.
    await cp(path, join(folder, path), { recursive: true, verbatimSymlinks: true }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
  }
  await chown(folder, user, user);
  for (const path of await readdir(folder, { recursive: true })) await lchown(join(folder, path), user, user);
}
