import type { Fault } from '../types.js';
import { FileWindow } from './file-window.js';
import { Malformed } from './malformed.js';

const NEXT = 'export or download the model again and compare its size with the original';
const EMPTY_NEXT = 'commit the model again; an interrupted export or a failed copy leaves empty files';

/** The largest models take a few: of weights, a reader sees only where they are. */
const SECONDS = 120;

export interface DescribeOptions {
  /** What to do about a file that cannot be read. */
  readonly next?: string;
  /** Name of the file in messages. */
  readonly called?: string;
  readonly seconds?: number;
}

/** What `describe` makes of the file at `path` (absolute); a file that it cannot read is a fault of the model. */
export function describeFile<T>(
  path: string,
  describe: (file: FileWindow) => T,
  options: DescribeOptions = {},
): T | { readonly fault: Fault } {
  const { next = NEXT, called = 'the file', seconds = SECONDS } = options;
  const file = openModel(path, seconds);
  if (file instanceof Malformed) return { fault: { what: `${called} ${file.message}`, next } };
  try {
    if (file.size === 0) return { fault: { what: `${called} is empty`, next: options.next ?? EMPTY_NEXT } };
    return describe(file);
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.fault(next) };
    throw error;
  } finally {
    file.close();
  }
}

/** Why it cannot be opened, where the file is the cause. */
function openModel(path: string, seconds: number): FileWindow | Malformed {
  try {
    return new FileWindow(path, { seconds });
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}
