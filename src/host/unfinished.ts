/** Folders that are being made outside of the scratch folder, for when the run is ended at once: see bin/supervise.ts. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.js';

const NOTES = 'unfinished.jsonl';

/** Notes a folder that is worth nothing if the run ends before it has its place. */
export function noteUnfinished({ scratch }: Pick<Host, 'scratch'>, folder: string): void {
  try {
    appendFileSync(join(scratch, NOTES), `${JSON.stringify(folder)}\n`);
  } catch {
    // Then it stays until `portability cache prune` finds it.
  }
}

/** What was noted; of it, what got its place has another name now. */
export function unfinishedFolders({ scratch }: Pick<Host, 'scratch'>): readonly string[] {
  try {
    const notes = readFileSync(join(scratch, NOTES), 'utf8').split('\n').slice(0, -1);
    return notes.map((note) => JSON.parse(note));
  } catch {
    return [];
  }
}
