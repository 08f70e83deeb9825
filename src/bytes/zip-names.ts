import type { PagedFile } from './paged-file.js';
import { zipEntries } from './zip-entries.js';

/**
 * Names of the entries of a zip archive, by its central directory; nothing is unpacked.
 * @throws MalformedFile when it is none, or is cut off
 */
export function zipNames(file: PagedFile): string[] {
  return zipEntries(file).map(({ name }) => name);
}
