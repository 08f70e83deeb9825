/** From outputs to cells, and from cells to the verdict and the exit code: pure functions of the results document. */
import { assertNever } from '../errors.js';
import { fromReal } from '../tensor/real.js';
import type { ResultCell, ResultOutput, Results } from './schema.js';
import { isRecordedPass, STATES } from './states.js';

/** What makes the gate fail: also differing numbers, only models that do not run, or only errors of the gate. */
export const FAIL_ON = ['drift', 'failure', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface CellVerdict {
  readonly state: 'pass' | 'drift' | 'error';
  /** Null when the state is pass. */
  readonly reason: string | null;
}

/**
 * State of a cell that ran: the worst of its outputs. Empty outputs pass by themselves, but a cell in which no
 * element was compared proves nothing, which is an error.
 */
export function cellVerdict(outputs: readonly ResultOutput[]): CellVerdict {
  const worst = outputs.find((o) => o.verdict === 'error') ?? worstOutput(outputs.filter((o) => o.verdict === 'drift'));
  if (worst !== undefined && worst.verdict !== 'pass') {
    const others = outputs.filter((o) => o.verdict === worst.verdict).length - 1;
    const more = others === 0 ? '' : ` (and ${others} more)`;
    const reason = worst.reason ?? 'outside its tolerance';
    return { state: worst.verdict, reason: worst.name === '' ? reason : `${worst.name}: ${reason}${more}` };
  }
  if (outputs.every((output) => output.total === 0))
    return { state: 'error', reason: outputs.length === 0 ? 'no output was compared' : 'every output was empty' };
  return { state: 'pass', reason: null };
}

/** Of outputs that drift: the first without a number (another type, NaN everywhere), else the one that is farthest off. */
export function worstOutput(drifting: readonly ResultOutput[]): ResultOutput | undefined {
  const size = ({ noiseRatio }: ResultOutput) => {
    const ratio = noiseRatio === null ? Number.NaN : fromReal(noiseRatio);
    return Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
  };
  return drifting.reduce<ResultOutput | undefined>(
    (worst, one) => (worst === undefined || size(one) > size(worst) ? one : worst),
    undefined,
  );
}

export interface GateVerdict {
  readonly verdict: Results['verdict'];
  readonly exitCode: 0 | 1 | 3;
}

/**
 * The verdict of the whole gate. Errors of the gate come first, whatever `failOn` says: the result is then unknown. So it
 * is for a document without cells, and for one in which nothing was compared and nothing failed.
 */
export function gateVerdict({ cells }: Pick<Results, 'cells'>, failOn: FailOn): GateVerdict {
  if (cells.some(({ state }) => STATES[state].fails === 'error')) return { verdict: 'error', exitCode: 3 };
  // A model that no runtime supports fails below; if nothing was even tried, that is an error of the gate.
  if (!cells.some((cell) => isCompared(cell) || isFailure(cell) || cell.state === 'unsupported'))
    return { verdict: 'error', exitCode: 3 };
  const empty = emptyOf(cells, 'runtime').length > 0 || emptyOf(cells, 'model').length > 0;
  return cells.some((cell) => failsOn(cell, failOn)) || (failOn !== 'never' && empty)
    ? { verdict: 'fail', exitCode: 1 }
    : { verdict: 'pass', exitCode: 0 };
}

/**
 * Runtimes (or models) of which no cell compared anything although none failed: all is unsupported or was not run and no
 * result is known. Such a column or row looks harmless but proves nothing; it fails until it is removed from the config or
 * accepted in the baseline: `approved` cells do not count as empty. Sorted.
 */
export function emptyOf(cells: readonly ResultCell[], side: 'runtime' | 'model'): readonly string[] {
  const empty = new Map<string, boolean>();
  for (const cell of cells) {
    const proves = isCompared(cell) || isFailure(cell) || STATES[cell.state].fails === 'error';
    empty.set(cell[side], (empty.get(cell[side]) ?? true) && !proves);
  }
  return [...empty].flatMap(([name, nothing]) => (nothing ? [name] : [])).sort();
}

function isCompared(cell: ResultCell): boolean {
  // Its outputs need not be there: the baseline has only how far off they were.
  if (isRecordedPass(cell)) return true;
  const { state, outputs } = cell;
  const { compared } = STATES[state];
  return compared === 'always' || (compared === 'with-outputs' && outputs.length > 0);
}

function isFailure({ state }: ResultCell): boolean {
  return STATES[state].fails === 'failure';
}

function failsOn(cell: ResultCell, failOn: FailOn): boolean {
  switch (failOn) {
    case 'drift':
      return STATES[cell.state].fails === 'numbers' || isFailure(cell);
    case 'failure':
      return isFailure(cell);
    case 'never':
      return false;
    default:
      return assertNever(failOn);
  }
}
