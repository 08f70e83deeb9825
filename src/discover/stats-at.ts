import { type Stats, statSync } from 'node:fs';

/** What is at the path, behind links; undefined where they lead nowhere, or in circles. */
export function statsAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
