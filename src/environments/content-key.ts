import { createHash } from 'node:crypto';

/** A short name for a file or a folder, made from everything that decides its content. */
export function contentKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}
