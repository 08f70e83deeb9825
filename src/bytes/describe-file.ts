import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';
import { MalformedFile } from './malformed-file.js';
import { PagedFile } from './paged-file.js';

const NEXT = 'export or download the model again and compare its size with the original';

/** What `describe` makes of the file at `path` (absolute); a file that it cannot read is a fault of the model. */
export function describeFile<T>(path: string, describe: (file: PagedFile) => T): T | { readonly fault: Fault } {
  const file = new PagedFile(path);
  try {
    if (file.size === 0) return { fault: { what: 'the file is empty', next: NEXT } };
    return describe(file);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { fault: { what: error.what, why: messageOf(error), next: NEXT } };
  } finally {
    file.close();
  }
}

/**
 * Most formats made of FlatBuffers have four letters at byte 4.
 * @param format as in "no ExecuTorch program"
 * @throws MalformedFile when others stand there
 */
export function requireIdentifier(file: PagedFile, identifier: string, format: string): void {
  if (file.read(4, 4).toString('latin1') !== identifier)
    throw new MalformedFile(`${identifier} does not stand at byte 4`, `the file is no ${format}`);
}
