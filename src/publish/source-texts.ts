import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceText, SourceTexts } from './finding-place.js';

/**
 * The files that findings may be about.
 * @param config path of the configuration; null when there is none
 * @param baseline path of the baseline
 */
export function sourceTexts(cwd: string, config: string | null, baseline: string): SourceTexts {
  return { config: config === null ? null : textOf(cwd, config), baseline: textOf(cwd, baseline) };
}

function textOf(cwd: string, path: string): SourceText | null {
  try {
    return { path, text: readFileSync(resolve(cwd, path), 'utf8') };
  } catch {
    return null;
  }
}
