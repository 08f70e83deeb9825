import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';

/** Of Linux: a handle of the entry itself, whatever it is and however closed. Node.js does not name it. */
const O_PATH = 0o10000000;

/**
 * Looks at an entry of a folder that a worker can write to while we look. On Linux the path that `use` gets stays the entry
 * that was looked at, whatever takes its place. Elsewhere it is only its path: there is no such handle.
 * @param path of the entry; a link is the entry, not what it leads to
 * @throws when there is nothing
 */
export function withEntry<T>(path: string, use: (path: string, info: Stats) => T): T {
  if (process.platform !== 'linux') return use(path, lstatSync(path));
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
  try {
    return use(`/proc/self/fd/${fd}`, fstatSync(fd));
  } finally {
    closeSync(fd);
  }
}
