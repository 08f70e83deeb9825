import { dirname } from 'node:path';
import { headOf } from '../bytes/file-window.js';
import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';

const HEAD = 64;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/** The first bytes of a file. */
export function readHead(path: string): { readonly bytes: Uint8Array } | { readonly fault: Fault } {
  try {
    return { bytes: headOf(path, HEAD) };
  } catch (error) {
    return { fault: { what: 'the file cannot be read', why: messageOf(error).replaceAll(dirname(path), '.') } };
  }
}

/** Set when the file is only a Git LFS pointer. */
export function lfsFault(head: Uint8Array): Fault | null {
  if (!Buffer.from(head).toString('latin1').startsWith(LFS_POINTER)) return null;
  return {
    what: 'the file is a Git LFS pointer, not the model',
    why: 'the repository was checked out without the files in Git LFS',
    next: 'set `lfs: true` on the actions/checkout step, or run `git lfs pull`',
  };
}
