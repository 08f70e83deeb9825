import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Where a package in a Python environment says what it holds. */
export const RECORD = '.dist-info/RECORD';

/** A line of a RECORD: path, hash, size (Python packaging specification, "Recording installed projects"). */
const LINE = /^([^",]+),sha256=([\w-]{43}),(\d+)$/;

export interface RecordedFile {
  /** SHA-256, in hexadecimal: the installer has verified it. */
  readonly hash: string;
  readonly size: number;
}

/**
 * The files of a package whose hashes are known; by path below the folder.
 * @param record path of the RECORD below the folder, with slashes
 */
export function recordedFiles(folder: string, record: string): Map<string, RecordedFile> {
  const files = new Map<string, RecordedFile>();
  const around = posix.dirname(posix.dirname(record));
  for (const line of readFileSync(join(folder, record), 'utf8').split(/\r?\n/)) {
    const [, name, hash = '', size] = LINE.exec(line) ?? [];
    if (name === undefined) continue;
    const digest = Buffer.from(hash, 'base64url').toString('hex');
    files.set(posix.join(around, name), { hash: digest, size: Number(size) });
  }
  return files;
}
