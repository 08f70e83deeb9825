import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK = 1 << 20;

/** SHA-256 of the concatenated contents of files. @throws the signal's reason when it is aborted before */
export async function hashFiles(files: readonly string[], signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    // There may be thousands of small ones: waiting for each takes ten times as long as reading it.
    if (isSmall(file)) hash.update(readFileSync(file));
    else
      for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
        signal?.throwIfAborted();
        hash.update(chunk);
      }
  }
  return hash.digest('hex');
}

/** What is missing or no file is reported by the stream. */
function isSmall(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= CHUNK;
}

/** SHA-256 of a folder: of the path and the SHA-256 of each of the files, which are paths below it. */
export async function hashFolder(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${await hashFiles([join(folder, file)])}  ${file}\n`);
  return hash.digest('hex');
}
