import { InfrastructureError, messageOf } from '../errors.js';

const NOT_PERMITTED = {
  what: 'the system does not permit it',
  next: 'check who owns it, and whether the user that runs the gate may read and write it',
};

/** What the system refuses because of the state that the machine is in, by its codes. */
const FAULTS: Readonly<Record<string, { readonly what: string; readonly next: string }>> = {
  ENOSPC: {
    what: 'the disk is full',
    next: 'free some space, or set TMPDIR and PORTABILITY_CACHE to where there is more',
  },
  EDQUOT: {
    what: 'the quota of the disk is used up',
    next: 'free some space, or set TMPDIR and PORTABILITY_CACHE to where there is more',
  },
  EROFS: {
    what: 'the disk can only be read',
    next: 'write elsewhere; for temporary files and the cache, set TMPDIR and PORTABILITY_CACHE',
  },
  EACCES: NOT_PERMITTED,
  EPERM: NOT_PERMITTED,
  EISDIR: { what: 'it is a folder, not a file', next: 'give another path' },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', next: 'give another path' },
  EFBIG: {
    what: 'a file may not become so large',
    next: 'raise the limit (ulimit -f), or use a disk whose file system takes larger files',
  },
  ENAMETOOLONG: { what: 'the path is too long', next: 'give a shorter path' },
  ELOOP: { what: 'links on the path lead in circles', next: 'give another path' },
  EIO: { what: 'the disk has an error', next: 'look at the log of the system' },
  EMFILE: { what: 'too many files are open', next: 'raise the limit (ulimit -n), or run fewer workers with --jobs' },
  ENFILE: {
    what: 'too many files are open on this machine',
    next: 'end other programs, or run fewer workers with --jobs',
  },
  EAGAIN: {
    what: 'no further process can be started',
    next: 'raise the limit (ulimit -u), or run fewer workers with --jobs',
  },
  ENOMEM: { what: 'there is no memory left', next: 'end other programs, or run fewer workers with --jobs' },
};

/**
 * How Node.js puts it that a folder cannot be made on a read-only disk, in a folder that somebody has removed, or where a
 * file is.
 */
const NO_FOLDER = {
  what: 'the folder cannot be made',
  next: 'check that the disk can be written to, that the working directory still exists, and that no file has that name',
};

/** How the C library puts some of them, in what other programs write. */
const IN_WORDS: Readonly<Record<string, RegExp>> = {
  ENOSPC: /\bENOSPC\b|no space left on device|not enough space on the disk/i,
  EDQUOT: /\bEDQUOT\b|disk quota exceeded/i,
  EROFS: /\bEROFS\b|read-only file system/i,
  EMFILE: /\bEMFILE\b|too many open files/i,
};

/** What the system has refused another program, by what that wrote; null where it was something else. */
export function systemFaultIn(output: string): { readonly what: string; readonly next: string } | null {
  const code = Object.keys(IN_WORDS).find((name) => IN_WORDS[name]?.test(output));
  return code === undefined ? null : (FAULTS[code] ?? null);
}

/** What was thrown as an error of the environment, where the system says that it is one; else null. */
export function systemFault(thrown: unknown): InfrastructureError | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  const { code } = thrown;
  const known = typeof code === 'string' && Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined;
  const fault =
    known ??
    ((code === 'ENOENT' || code === 'EEXIST') && 'syscall' in thrown && thrown.syscall === 'mkdir'
      ? NO_FOLDER
      : undefined);
  if (fault === undefined) return null;
  const path = 'path' in thrown && typeof thrown.path === 'string' ? { where: thrown.path } : {};
  return new InfrastructureError({ ...fault, ...path, why: messageOf(thrown) }, { cause: thrown });
}
