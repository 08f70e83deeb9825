import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A folder with those around it, one after the other: Node.js's own way tells ENOENT of a disk that can only be read, and
 * never ends where the system lets nobody make a folder, as in /proc.
 * @throws Error of the system that says why it cannot be made
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const around = dirname(path);
  if (around !== path) await makeFolder(around);
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else was faster.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
