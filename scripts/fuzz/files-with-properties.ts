import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The unit tests below a folder that state properties, sorted. */
export function filesWithProperties(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.integration|\.e2e)\.test\.ts$/.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => /from 'fast-check'/.test(readFileSync(path, 'utf8')))
    .sort();
}
