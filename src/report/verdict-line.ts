import { assertNever } from '../errors.js';
import { formatCount } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { CELL_STATES, type CellState } from '../types.js';
import { isFailing } from './cell-words.js';

export interface VerdictLine {
  readonly symbol: string;
  readonly text: string;
}

/** How many cells are in each state. */
export function countStates(results: Results): Readonly<Record<CellState, number>> {
  const counts: Record<CellState, number> = {
    pass: 0,
    drift: 0,
    approved: 0,
    'convert-failed': 0,
    'run-failed': 0,
    unsupported: 0,
    'not-run': 0,
    error: 0,
  };
  for (const { state } of results.cells) counts[state] += 1;
  return counts;
}

/** The verdict in one line. The verdict itself is read, never made, here. */
export function verdictLine(results: Results): VerdictLine {
  const counts = countStates(results);
  const total = results.cells.length;
  const failing = CELL_STATES.filter(isFailing).reduce((sum, state) => sum + counts[state], 0);
  const of = `${failing} of ${formatCount(total, 'cell')} ${failing === 1 ? 'fails' : 'fail'}`;
  switch (results.verdict) {
    case 'pass':
      if (failing > 0) return { symbol: '⚠', text: `${of}, and the settings let that pass` };
      if (total === 0) return { symbol: '✅', text: 'no model to check' };
      return { symbol: '✅', text: passing(counts, total) };
    case 'fail':
      if (total === 0) return { symbol: '❌', text: 'nothing was compared' };
      return {
        symbol: '❌',
        text: failing > 0 ? of : `no cell fails, but not all was compared: ${passing(counts, total)}`,
      };
    case 'error':
      if (counts.error === 0) return { symbol: '🔥', text: 'stopped by an error' };
      return {
        symbol: '🔥',
        text: `${counts.error} of ${formatCount(total, 'cell')} could not be judged${
          failing > counts.error
            ? `, ${failing - counts.error} more ${failing - counts.error === 1 ? 'fails' : 'fail'}`
            : ''
        }`,
      };
    default:
      return assertNever(results.verdict);
  }
}

/** The cells that do not fail, by state: `22 pass, 1 unsupported`. */
export function othersText(results: Results): string {
  const counts = countStates(results);
  return (counts.pass > 0 ? [`${counts.pass} pass`] : []).concat(neutral(counts)).join(', ');
}

/** Against the last results in the baseline: `1 worse, 1 new, 23 as before`; empty when it has none. */
export function changesText({ cells }: Results): string {
  const words = { worse: 'worse', new: 'new', better: 'better', same: 'as before' } as const;
  return (['worse', 'new', 'better', 'same'] as const)
    .map((change) => ({ change, count: cells.filter((cell) => cell.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${words[change]}`)
    .join(', ');
}

function neutral(counts: Readonly<Record<CellState, number>>): readonly string[] {
  return (['approved', 'unsupported', 'not-run'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state.replace('-', ' ')}`);
}

function passing(counts: Readonly<Record<CellState, number>>, total: number): string {
  if (counts.pass === total)
    return total === 1 ? 'the only cell passes' : total === 2 ? 'both cells pass' : `all ${total} cells pass`;
  const others = neutral(counts);
  return [`${counts.pass} of ${formatCount(total, 'cell')} pass${counts.pass === 1 ? 'es' : ''}`, ...others].join(', ');
}
