import type { Results } from '../results.js';
import type { CellState } from '../types.js';
import { SEVERITY, symbolOf } from './cell-words.js';

/** Cells that neither pass nor fail, with the reason that they share. */
export interface Unjudged {
  readonly symbol: string;
  readonly word: string;
  readonly models: readonly string[];
  readonly runtime: string;
  readonly reason: string;
}

/** Accepted, unsupported and not run: one entry for each runtime, state and reason. */
export function unjudgedOf(results: Results): readonly Unjudged[] {
  const states: readonly CellState[] = ['approved', 'unsupported', 'not-run'];
  const entries = new Map<string, Unjudged>();
  for (const state of SEVERITY.filter((each) => states.includes(each)))
    for (const cell of results.cells) {
      if (cell.state !== state) continue;
      const reason = cell.fault?.what ?? cell.reason ?? '';
      const key = JSON.stringify([cell.runtime, state, reason]);
      const models = [...(entries.get(key)?.models ?? []), cell.model];
      entries.set(key, {
        symbol: symbolOf(state),
        word: state.replace('-', ' '),
        models,
        runtime: cell.runtime,
        reason,
      });
    }
  return [...entries.values()];
}
