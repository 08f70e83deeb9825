import { isAbsolute, relative, sep } from 'node:path';

/**
 * A folder as a path from the workspace's root, which is that of the repository; '' for the root, for anywhere outside of
 * it, and where there is no workspace.
 */
export function folderInWorkspace(workspace: string | undefined, folder: string): string {
  const path = relative(workspace || folder, folder);
  return path.startsWith('..') || isAbsolute(path) ? '' : path.split(sep).join('/');
}
