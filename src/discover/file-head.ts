import { closeSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';

const HEAD = 64;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/** The first bytes of a file. */
export function readHead(path: string): { readonly bytes: Uint8Array } | { readonly fault: Fault } {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      return { bytes: buffer.subarray(0, readSync(file, buffer, 0, HEAD, 0)) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { fault: { what: 'the file cannot be read', why: messageOf(error).replaceAll(dirname(path), '.') } };
  }
}

/** Set when Git LFS left a note where the file should be. */
export function lfsFault(head: Uint8Array): Fault | null {
  if (!Buffer.from(head).toString('latin1').startsWith(LFS_POINTER)) return null;
  return {
    what: 'the file is a Git LFS pointer, not the model',
    why: 'the repository was checked out without its large files',
    next: 'set `lfs: true` on the actions/checkout step; here: git lfs pull',
  };
}
