import { assertNever } from '../errors.js';
import { formatRatio, groupThousands } from '../number-format.js';
import type { ResultCell, ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';
import type { CellState } from '../types.js';

/** What stands in a cell of the matrix: never a colour or a symbol alone. */
export interface CellWords {
  readonly symbol: string;
  readonly word: string;
  /** One number at most; empty when there is none. */
  readonly detail: string;
}

const SYMBOLS: Readonly<Record<CellState, string>> = {
  pass: '✅',
  drift: '❌',
  approved: '🟡',
  'convert-failed': '❌',
  'run-failed': '❌',
  unsupported: '⚪',
  'not-run': '⏸',
  error: '🔥',
};

/** States from bad to good: the order of rows and findings. */
export const SEVERITY: readonly CellState[] = [
  'error',
  'run-failed',
  'convert-failed',
  'drift',
  'approved',
  'unsupported',
  'not-run',
  'pass',
];

export function isFailing(state: CellState): boolean {
  return state === 'error' || state === 'run-failed' || state === 'convert-failed' || state === 'drift';
}

export function symbolOf(state: CellState): string {
  return SYMBOLS[state];
}

export function wordsOf(cell: ResultCell): CellWords {
  return { symbol: SYMBOLS[cell.state], word: wordOf(cell), detail: detailOf(cell) };
}

/** Symbol, word and number in one text. */
export function cellText({ symbol, word, detail }: CellWords): string {
  return detail === '' ? `${symbol} ${word}` : `${symbol} ${word} ${detail}`;
}

function wordOf(cell: ResultCell): string {
  switch (cell.state) {
    case 'pass':
    case 'drift':
    case 'approved':
    case 'unsupported':
    case 'error':
      return cell.state;
    case 'not-run':
      return 'not run';
    case 'convert-failed':
      return 'conversion failed';
    case 'run-failed':
      return failureWord(cell);
    default:
      return assertNever(cell.state);
  }
}

/** The reason says how a run failed; a timeout and a memory cap also end in a signal, so they are asked first. */
function failureWord(cell: ResultCell): string {
  const reason = cell.reason ?? '';
  if (/\btimed out\b/i.test(reason)) return 'timed out';
  if (/\bout of memory\b/i.test(reason)) return 'out of memory';
  return cell.signal !== undefined || /\bcrashed\b/i.test(reason) ? 'crashed' : 'failed';
}

function detailOf(cell: ResultCell): string {
  switch (cell.state) {
    case 'pass':
      return measured(cell.outputs) || (isExact(cell.outputs) ? 'exact' : '');
    case 'drift':
    case 'approved':
      return measured(failingOutputs(cell.outputs)) || mismatches(failingOutputs(cell.outputs)) || accepted(cell);
    case 'not-run':
      return lastKnown(cell);
    case 'unsupported':
    case 'convert-failed':
    case 'run-failed':
    case 'error':
      return '';
    default:
      return assertNever(cell.state);
  }
}

function failingOutputs(outputs: readonly ResultOutput[]): readonly ResultOutput[] {
  return outputs.filter(({ verdict }) => verdict !== 'pass');
}

/** The worst noise ratio; a NaN is worse than any number. Null when no output has one. */
export function worstRatio(outputs: readonly ResultOutput[]): number | null {
  let worst: number | null = null;
  for (const { noiseRatio } of outputs) {
    if (noiseRatio === null) continue;
    const ratio = fromReal(noiseRatio);
    if (worst === null || Number.isNaN(ratio) || ratio > worst) worst = ratio;
    if (Number.isNaN(ratio)) break;
  }
  return worst;
}

function measured(outputs: readonly ResultOutput[]): string {
  const ratio = worstRatio(outputs);
  return ratio === null ? '' : formatRatio(ratio);
}

function isExact(outputs: readonly ResultOutput[]): boolean {
  return outputs.length > 0 && outputs.every(({ maxAbs, tolerance }) => maxAbs === 0 || tolerance.rule === 'exact');
}

/** The largest share of elements that differ, where nothing is measured: integers, labels, strings. */
function mismatches(outputs: readonly ResultOutput[]): string {
  const worst = outputs
    .filter(({ mismatched }) => mismatched > 0)
    .toSorted((a, b) => b.mismatched / b.total - a.mismatched / a.total)
    .at(0);
  if (worst === undefined) return '';
  return `${groupThousands(worst.mismatched)} of ${groupThousands(worst.total)}`;
}

/** What was accepted, where no number says it. */
function accepted({ state, approval }: ResultCell): string {
  return state === 'approved' && approval !== undefined ? `(${approval.state.replace('-', ' ')})` : '';
}

function lastKnown({ lastKnown: last }: ResultCell): string {
  if (last === undefined) return '';
  const ratio = last.noiseRatio === null ? '' : ` ${formatRatio(fromReal(last.noiseRatio))}`;
  return `(last ${last.state.replace('-', ' ')}${ratio})`;
}
