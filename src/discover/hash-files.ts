import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

const CHUNK = 1 << 20;

/** SHA-256 of the concatenated contents of files. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files)
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256 of a folder: of the path and the SHA-256 of each of the files, which are paths below it. */
export async function hashFolder(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${await hashFiles([join(folder, file)])}  ${file}\n`);
  return hash.digest('hex');
}
