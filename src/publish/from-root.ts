/** A path from the working directory as one from the repository's root; `folder` is '' when the two are the same. */
export function fromRoot(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
