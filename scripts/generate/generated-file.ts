import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file and its expected content. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Whether the file is missing or has other content. */
export function isStale({ path, text }: GeneratedFile): boolean {
  return !existsSync(path) || readFileSync(path, 'utf8') !== text;
}

export function writeFile({ path, text }: GeneratedFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
