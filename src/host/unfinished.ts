/** Folders that are being made outside of the scratch folder, for when the run is ended at once: see bin/supervise.ts. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.js';
import { removeFolder } from './remove-folder.js';

const NOTES = 'unfinished.jsonl';

/** Notes a folder that is worth nothing if the run ends before it has its place. */
export function noteUnfinished({ scratch }: Pick<Host, 'scratch'>, folder: string): void {
  try {
    appendFileSync(join(scratch, NOTES), `${JSON.stringify(folder)}\n`);
  } catch {
    // Then it stays until `portability cache prune` finds it.
  }
}

/** Removes the folders that a run has not finished; those that got their place have another name. */
export function removeUnfinished({ scratch }: Pick<Host, 'scratch'>): void {
  let notes: string;
  try {
    notes = readFileSync(join(scratch, NOTES), 'utf8');
  } catch {
    return;
  }
  for (const line of notes.split('\n').slice(0, -1)) removeFolder(JSON.parse(line));
}
