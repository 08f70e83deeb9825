import { assertNever } from '../errors.js';
import { formatCount, groupThousands } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { countStates, isFailing, isRecordedPass, STATES } from '../results/states.js';
import { emptyOf } from '../results/verdict.js';
import { CELL_STATES, type CellState } from '../types.js';
import { type Line, name, text } from './section.js';

/** The part of every report that is never left out. */
export interface Headline {
  readonly symbol: string;
  /** The verdict in one line. */
  readonly text: string;
  /** Compared with the last results in the baseline; empty when it has none. */
  readonly changes: string;
  /** What was judged: commit, changes, the other cells, sizes, platform. */
  readonly context: readonly Line[];
}

/**
 * The verdict itself is only read here.
 * @param commit abbreviated by the caller
 */
export function headlineOf(results: Results, commit?: string): Headline {
  const changes = changesText(results);
  // For a pass the verdict line has these counts already.
  const others = results.verdict === 'pass' ? '' : othersText(countStates(results.cells));
  const sizes = `${formatCount(results.models.length, 'model')} × ${formatCount(results.runtimes.length, 'runtime')}`;
  const words = [changes, others, sizes, platformText(results)].filter((part) => part !== '');
  return {
    ...verdictLine(results),
    changes,
    context: [...(commit === undefined ? [] : [[name(commit)]]), ...words.map((part) => [text(part)])],
  };
}

export function verdictLine(results: Results): Pick<Headline, 'symbol' | 'text'> {
  const counts = countStates(results.cells);
  const total = results.cells.length;
  const sum = (states: readonly CellState[]) => states.reduce((rest, state) => rest + (counts.get(state) ?? 0), 0);
  const failing = sum(CELL_STATES.filter(isFailing));
  const errors = sum(CELL_STATES.filter((state) => STATES[state].fails === 'error'));
  switch (results.verdict) {
    case 'pass':
      if (failing > 0) return { symbol: '⚠', text: `${share(failing, total, 'fail')}, but the settings allow that` };
      if (total === 0) return { symbol: '✅', text: 'no model to check' };
      return { symbol: '✅', text: passing(counts, total, results.cells.filter(isRecordedPass).length) };
    case 'fail':
      return { symbol: '❌', text: failing > 0 ? share(failing, total, 'fail') : uncompared(results) };
    case 'error':
      if (errors === 0) return { symbol: STATES.error.symbol, text: 'nothing was compared' };
      return {
        symbol: STATES.error.symbol,
        text: `${groupThousands(errors)} of ${formatCount(total, 'cell')} could not be judged${
          failing > errors ? `, ${groupThousands(failing - errors)} more ${verb('fail', failing - errors)}` : ''
        }`,
      };
    default:
      return assertNever(results.verdict);
  }
}

/** `2 of 25 cells fail`, `1 of 25 cells fails`, `0 of 1 cell passes`. */
function share(some: number, total: number, does: 'fail' | 'pass'): string {
  return `${groupThousands(some)} of ${formatCount(total, 'cell')} ${verb(does, total === 1 ? 1 : some)}`;
}

function verb(does: 'fail' | 'pass', count: number): string {
  if (count !== 1) return does;
  return does === 'pass' ? 'passes' : 'fails';
}

/** No cell fails, and yet the gate does. */
function uncompared({ cells }: Results): string {
  const parts = (['model', 'runtime'] as const).flatMap((side) => {
    const count = emptyOf(cells, side).length;
    return count === 0 ? [] : [formatCount(count, side)];
  });
  return parts.length === 0
    ? 'nothing was compared'
    : `no cell fails, but nothing was compared for ${parts.join(' and ')}`;
}

/** The cells that do not fail, by state: `22 pass, 1 unsupported`. */
function othersText(counts: ReadonlyMap<CellState, number>): string {
  const passed = counts.get('pass') ?? 0;
  return [...(passed > 0 ? [`${groupThousands(passed)} pass`] : []), ...neutral(counts)].join(', ');
}

/** `1 worse, 1 new, 23 as before`. */
function changesText({ cells }: Results): string {
  const words = { worse: 'worse', new: 'new', better: 'better', same: 'as before' } as const;
  return (['worse', 'new', 'better', 'same'] as const)
    .map((change) => ({ change, count: cells.filter((cell) => cell.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${groupThousands(count)} ${words[change]}`)
    .join(', ');
}

function neutral(counts: ReadonlyMap<CellState, number>): readonly string[] {
  return CELL_STATES.filter((state) => !isFailing(state) && state !== 'pass').flatMap((state) => {
    const count = counts.get(state) ?? 0;
    return count === 0 ? [] : [`${groupThousands(count)} ${STATES[state].word}`];
  });
}

/** @param recorded cells that were not run because nothing has changed since they passed */
function passing(counts: ReadonlyMap<CellState, number>, total: number, recorded: number): string {
  const passed = (counts.get('pass') ?? 0) + recorded;
  if (recorded > 0) {
    const rest = new Map(counts).set('not-run', (counts.get('not-run') ?? 0) - recorded);
    const some = passed < total ? share(passed, total, 'pass') : `all ${formatCount(total, 'cell')} pass`;
    return [some, `${groupThousands(recorded)} of them unchanged and not run again`, ...neutral(rest)].join(', ');
  }
  if (passed < total) return [share(passed, total, 'pass'), ...neutral(counts)].join(', ');
  return total === 1
    ? 'the only cell passes'
    : total === 2
      ? 'both cells pass'
      : `all ${groupThousands(total)} cells pass`;
}

/** Where it ran: operating system, architecture, and the first instruction sets that change numerics. */
export function platformText({ platform }: Results, most = 6): string {
  const { os, arch, isa } = platform;
  const shown = isa.slice(0, most);
  const rest = isa.length - shown.length;
  const sets = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return sets === '' ? `${os} ${arch}` : `${os} ${arch} (${sets})`;
}
