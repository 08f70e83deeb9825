import { isFoundByItself } from '../config/load-config.js';
import { assertNever } from '../errors.js';
import { formatCount, groupThousands } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { countStates, isFailing, isRecordedPass, STATES } from '../results/states.js';
import { emptyOf } from '../results/verdict.js';
import { CELL_STATES, type CellState } from '../types.js';
import { failingText, shareText } from './failing-text.js';
import { FAILURE_CHANGES, failureChange } from './failure-change.js';
import { type Line, strong, text } from './section.js';

/** The part of every report that is never left out. */
export interface Headline {
  readonly symbol: string;
  /** The verdict in one line. */
  readonly text: string;
  /** Which part of the matrix was looked at; empty when it was all of it. */
  readonly part: string;
  /** What fails, compared with the last known results; empty when none are known. */
  readonly changes: string;
  /** The cells that do not fail, by state; empty for a pass, which has them in its line. */
  readonly others: string;
  /** What was judged: changes, the other cells, sizes, platform. */
  readonly context: readonly Line[];
}

/** The verdict itself is only read here. */
export function headlineOf(results: Results): Headline {
  const changes = changesText(results);
  // For a pass the verdict line has these counts already.
  const others = results.verdict === 'pass' ? '' : othersText(results.cells);
  const sizes = `${formatCount(results.models.length, 'model')} × ${formatCount(results.runtimes.length, 'runtime')}`;
  const platform = `${results.platform.os} ${results.platform.arch}`.trim();
  const words =
    results.stopped === undefined || results.cells.length > 0 ? [changes, others, sizes, platform] : [platform];
  return {
    ...verdictLine(results),
    part: partText(results),
    changes,
    others,
    context: words.filter((part) => part !== '').map((part) => [part === changes ? strong(part) : text(part)]),
  };
}

const SHOWN_FILTERS = 3;

/** `services/eyes, only models detector, vad* on runtimes openvino`. */
function partText({ run }: Results): string {
  const part = (word: string, all: readonly string[] = []) => {
    if (all.length === 0) return [];
    const more = all.length > SHOWN_FILTERS ? ` and ${all.length - SHOWN_FILTERS} more` : '';
    return [`${word} ${all.slice(0, SHOWN_FILTERS).join(', ')}${more}`];
  };
  const parts = [...part('models', run?.models), ...part('runtimes', run?.runtimes)];
  const source = sourceText(run);
  return [...(source === '' ? [] : [source]), ...(parts.length === 0 ? [] : [`only ${parts.join(' on ')}`])].join(', ');
}

/** The configuration, where it is not the usual one at the root: a pull request may have comments of several. */
function sourceText(run: Results['run']): string {
  const { folder = '', config = null } = run ?? {};
  const named = config === null || isFoundByItself(config) ? '' : config;
  return [folder, named].filter((part) => part !== '').join('/');
}

export function verdictLine(results: Results): Pick<Headline, 'symbol' | 'text'> {
  const counts = countStates(results.cells);
  const total = results.cells.length;
  const failing = CELL_STATES.filter(isFailing).reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  const share = `(${shareText(results.cells)})`;
  switch (results.verdict) {
    case 'pass':
      if (failing > 0)
        return { symbol: '⚠', text: `${failingText(results.cells)} ${share}, but the settings allow that` };
      if (total === 0) return { symbol: '✅', text: 'no model to check' };
      return { symbol: '✅', text: passing(counts, total, results.cells.filter(isRecordedPass).length) };
    case 'fail':
      return { symbol: '❌', text: failing > 0 ? `${failingText(results.cells)} ${share}` : uncompared(results) };
    case 'error':
      if (results.stopped !== undefined)
        return { symbol: STATES.error.symbol, text: stoppedText(results, failing > 0) };
      if (!results.cells.some(({ state }) => STATES[state].fails === 'error'))
        return { symbol: STATES.error.symbol, text: 'nothing was compared' };
      return { symbol: STATES.error.symbol, text: `${failingText(results.cells)} ${share}` };
    default:
      return assertNever(results.verdict);
  }
}

/** What was known when the run stopped: what fails first. */
function stoppedText({ cells }: Results, isFailed: boolean): string {
  const known = cells.filter((cell) => cell.state !== 'not-run' || isRecordedPass(cell)).length;
  const verb = isSingular(known, cells.length) ? 'was' : 'were';
  const share =
    cells.length === 0 ? '' : `${groupThousands(known)} of ${formatCount(cells.length, 'cell')} ${verb} judged`;
  if (isFailed) return `${failingText(cells)}, and the run stopped (${share})`;
  if (known > 0)
    return `the run stopped, so there is no verdict (${share}, and ${known === 1 ? 'it does not fail' : 'none of them fails'})`;
  return `the run stopped, so there is no result${share === '' ? '' : ` (${share})`}`;
}

/** `0 of 1 cell passes`, `2 of 4 cells pass`. */
function passShare(some: number, total: number): string {
  return `${groupThousands(some)} of ${formatCount(total, 'cell')} ${isSingular(some, total) ? 'passes' : 'pass'}`;
}

/** How `0 of 1 cell` and `1 of 2 cells` go on. */
function isSingular(some: number, total: number): boolean {
  return some === 1 || total === 1;
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

/** The cells that do not fail, by state: `22 pass, 4 pass unchanged, 1 unsupported`. */
function othersText(cells: Results['cells']): string {
  const counts = countStates(cells.filter((cell) => !isRecordedPass(cell)));
  const recorded = cells.filter(isRecordedPass).length;
  const passes = [
    { count: counts.get('pass') ?? 0, words: 'pass' },
    { count: recorded, words: 'pass unchanged' },
  ];
  const known = passes.filter(({ count }) => count > 0).map(({ count, words }) => `${groupThousands(count)} ${words}`);
  return [...known, ...neutral(counts)].join(', ');
}

/** Of the cells that fail: `3 new, 1 worse, 3 as before`; and how many no longer do. */
function changesText({ cells }: Results): string {
  const changes = cells.filter(({ state }) => isFailing(state)).map(failureChange);
  const mended = cells.filter(({ state, lastKnown }) => lastKnown !== undefined && isMended(state, lastKnown.state));
  return [
    ...FAILURE_CHANGES.map((word) => ({ word, count: changes.filter((change) => change === word).length })),
    { word: 'mended', count: mended.length },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${groupThousands(count)} ${word}`)
    .join(', ');
}

function isMended(now: CellState, then: CellState): boolean {
  return now === 'pass' && isFailing(then);
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
    const some = passed < total ? passShare(passed, total) : allPass(total);
    const of = recorded === total ? '' : `${groupThousands(recorded)} of them `;
    return [some, `${of}unchanged and not run again`, ...neutral(rest)].join(', ');
  }
  if (passed < total) return [passShare(passed, total), ...neutral(counts)].join(', ');
  return allPass(total);
}

function allPass(total: number): string {
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
