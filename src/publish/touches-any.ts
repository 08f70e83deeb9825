/**
 * Whether one of the files is one of the paths, or lies in a folder that is.
 * @param paths files and folders, with `/` and without one at the end
 */
export async function touchesAny(files: AsyncIterable<string>, paths: readonly string[]): Promise<boolean> {
  for await (const file of files) if (paths.some((path) => file === path || file.startsWith(`${path}/`))) return true;
  return false;
}
