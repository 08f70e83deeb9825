import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { formatBytes } from '../number-format.js';

const { O_RDONLY } = constants;
/** Windows has no such flag. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;

/**
 * The text of a file that anybody may have committed: behind a link there may be a device or a pipe, which never ends.
 * @throws Error when it is missing, cannot be read, is not a regular file, or is larger
 */
export function regularText(path: string, mostBytes: number): string {
  const fd = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const info = fstatSync(fd);
    if (!info.isFile()) throw new Error('it is not a regular file');
    if (info.size > mostBytes)
      throw new Error(`it has ${formatBytes(info.size)}, more than the limit of ${formatBytes(mostBytes)}`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}
