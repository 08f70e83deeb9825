import { dirname } from 'node:path';
import { messageOf } from '../errors.js';
import type { Fault } from '../types.js';
import { headOf } from './file-window.js';

const HEAD = 64;
const WEB_PAGE = /^\s*<(?:!doctype html|html)\b/i;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/** The first bytes of a file. */
export function readHead(path: string): { readonly bytes: Uint8Array } | { readonly fault: Fault } {
  try {
    return { bytes: headOf(path, HEAD) };
  } catch (error) {
    return { fault: { what: 'the file cannot be read', why: messageOf(error).replaceAll(dirname(path), '.') } };
  }
}

/**
 * Set when something else is in place of a model: a Git LFS pointer, or the web page that a download got.
 * @param file what the file is called in the message
 * @param content what it should hold
 */
export function standInFault(head: Uint8Array, file = 'the file', content = 'the model'): Fault | null {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith(LFS_POINTER))
    return {
      what: `${file} is a Git LFS pointer, not ${content}`,
      why: 'the repository was checked out without the files in Git LFS',
      next: 'set `lfs: true` on the actions/checkout step, or run `git lfs pull`',
    };
  if (WEB_PAGE.test(text))
    return {
      what: `${file} is a web page, not ${content}`,
      why: 'a download that fails often leaves the page that says so',
      next: `download ${content} again, and look at the file before it is committed`,
    };
  return null;
}
