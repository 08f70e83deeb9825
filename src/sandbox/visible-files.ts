/** Which files of the machine a worker may read. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Programs, libraries and their settings; nothing of a user, no logs, no sockets. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store'];
const SETTINGS = [
  'alternatives',
  'chromium.d',
  'fonts',
  'group',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'nsswitch.conf',
  'passwd',
  'ssl/openssl.cnf',
];

/** What every program may read. */
export function visibleSystem(): string[] {
  return [...SYSTEM, ...SETTINGS.map((name) => `/etc/${name}`)].filter((path) => existsSync(path));
}

/**
 * The paths, without what lies in a hidden folder: a path that contains one is replaced by what is beside it. A path
 * inside a hidden folder stays: it is named because it is needed.
 */
export function withoutHidden(paths: readonly string[], hidden: readonly string[]): string[] {
  const folders = hidden.map(real);
  return [...new Set(paths.flatMap((path) => visibleIn(path, folders)))];
}

function visibleIn(path: string, hidden: readonly string[]): string[] {
  const at = real(path);
  if (hidden.includes(at)) return [];
  // Nothing is in a file, whatever somebody sets the cache to.
  if (!hidden.some((folder) => isBelow(folder, at)) || statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true)
    return [path];
  return readdirSync(at).flatMap((name) => visibleIn(join(at, name), hidden));
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
