import type { ResultCell, Results } from '../results/schema.js';
import type { CellState } from '../types.js';
import { SEVERITY, symbolOf } from './cell-words.js';

/** Cells that neither pass nor fail, with the reason that they share. */
export interface Unjudged {
  readonly symbol: string;
  readonly word: string;
  readonly models: readonly string[];
  readonly runtimes: readonly string[];
  readonly reason: string;
}

/** Accepted, unsupported and not run: one entry for each state and reason. */
export function unjudgedOf(results: Results): readonly Unjudged[] {
  const states: readonly CellState[] = ['approved', 'unsupported', 'not-run'];
  const entries = new Map<string, Unjudged>();
  for (const state of SEVERITY.filter((each) => states.includes(each)))
    for (const cell of results.cells) {
      if (cell.state !== state) continue;
      const reason = reasonOf(cell);
      const key = JSON.stringify([cell.model, state, reason]);
      const runtimes = [...(entries.get(key)?.runtimes ?? []), cell.runtime];
      entries.set(key, {
        symbol: symbolOf(state),
        word: state.replace('-', ' '),
        models: [cell.model],
        runtimes,
        reason,
      });
    }
  const merged = new Map<string, Unjudged>();
  for (const entry of entries.values()) {
    const key = JSON.stringify([entry.word, entry.runtimes, entry.reason]);
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? entry : { ...earlier, models: [...earlier.models, ...entry.models] });
  }
  return [...merged.values()];
}

/** Who accepted it and why; else what, and the first line of why: the rest is in the results document. */
function reasonOf({ state, approval, fault, reason }: ResultCell): string {
  if (state === 'approved') {
    if (approval === undefined) return reason ?? '';
    const end = approval.until === undefined ? '' : ` until ${approval.until}`;
    return `by ${approval.author}${end}: ${approval.reason}`;
  }
  const why = fault?.why?.split('\n', 1)[0];
  return [fault?.what ?? reason ?? '', ...(why === undefined ? [] : [why])].join(': ');
}
