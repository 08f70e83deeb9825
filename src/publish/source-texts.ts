import { resolve } from 'node:path';
import { entryLines } from '../config/entry-line.js';
import { MOST_CONFIG_BYTES } from '../config/load-config.js';
import { linkAway } from '../host/own-target.js';
import { regularText } from '../host/regular-text.js';
import type { SourceText, SourceTexts } from './finding-place.js';

/** Of a baseline in which lines are looked up. */
const MOST_LOCK_BYTES = 4 << 20;

/**
 * The files that findings may be about.
 * @param config path of the configuration; null when there is none
 * @param baseline path of the baseline
 */
export function sourceTexts(cwd: string, config: string | null, baseline: string): SourceTexts {
  return {
    config: config === null ? null : textOf(cwd, config, MOST_CONFIG_BYTES),
    baseline: textOf(cwd, baseline, MOST_LOCK_BYTES),
  };
}

function textOf(cwd: string, path: string, mostBytes: number): SourceText | null {
  try {
    if (linkAway(cwd, path) !== null) return null;
    return { path, lineOf: entryLines(regularText(resolve(cwd, path), mostBytes)) };
  } catch {
    return null;
  }
}
