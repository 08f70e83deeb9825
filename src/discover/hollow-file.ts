import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { describeFile } from '../bytes/describe-file.js';
import { readHead, standInFault } from '../bytes/file-head.js';
import { zipEntries } from '../bytes/zip-archive.js';
import { HDF5_SIGNATURE } from '../formats/keras/hdf5-attributes.js';
import type { Fault } from '../types.js';

/** Endings of models whose content alone tells whether they are one: without their content they look like nothing. */
const ENDINGS = new Set(['.pt', '.pth', '.ptl', '.jit', '.pt2', '.pte', '.h5', '.hdf5', '.xml', '.param', '.mnn']);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const HDF5 = Buffer.from(HDF5_SIGNATURE);
/** Where each version of HDF5's superblock has the size of the whole file. */
const HDF5_END: Readonly<Record<number, number>> = { 0: 40, 1: 44, 2: 28, 3: 28 };

/** Whether the content of a file with this name decides whether it is a model. */
export function mayHoldModel(path: string): boolean {
  return ENDINGS.has(extname(path).toLowerCase());
}

/**
 * Why a file that may be a model by its name has lost its content: it is empty, cut short, or something else in its place. Null for
 * all others.
 */
export function hollowFault(path: string): Fault | null {
  if (!mayHoldModel(path)) return null;
  const head = readHead(path);
  if ('fault' in head) return null;
  const bytes = Buffer.from(head.bytes);
  if (bytes.length === 0) return { what: 'the file is empty', next: 'commit the whole file' };
  return standInFault(bytes) ?? (isCut(path, bytes) ? CUT : null);
}

const CUT: Fault = {
  what: 'the file is truncated',
  next: 'export or download the model again and compare its size with the original',
};

function isCut(path: string, head: Buffer): boolean {
  if (head.subarray(0, ZIP.length).equals(ZIP)) {
    const entries = describeFile(path, zipEntries);
    return 'fault' in entries;
  }
  if (!head.subarray(0, HDF5.length).equals(HDF5)) return false;
  const end = HDF5_END[head[HDF5.length] ?? -1];
  if (end === undefined || head.length < end + 8) return true;
  return statSync(path).size < Number(head.readBigUInt64LE(end));
}
