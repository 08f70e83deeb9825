/** From outputs to cells, and from cells to the verdict and the exit code: pure functions of the results document. */
import { assertNever } from '../errors.js';
import type { ResultCell, ResultOutput, Results } from './schema.js';

/** What makes the gate fail: differing numbers too, only models that do not run, or nothing but our own errors. */
export const FAIL_ON = ['drift', 'failure', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface CellVerdict {
  readonly state: 'pass' | 'drift' | 'error';
  /** Null when the state is pass. */
  readonly reason: string | null;
}

/**
 * State of a cell that ran: the worst of its outputs. Empty outputs pass by themselves, but a cell in which no element
 * at all was compared proved nothing, and that is an error.
 */
export function cellVerdict(outputs: readonly ResultOutput[]): CellVerdict {
  const worst = outputs.find((o) => o.verdict === 'error') ?? outputs.find((o) => o.verdict === 'drift');
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

export interface GateVerdict {
  readonly verdict: Results['verdict'];
  readonly exitCode: 0 | 1 | 3;
  /** Why it is not a pass beyond the red cells themselves, in words. */
  readonly reasons: readonly string[];
}

/**
 * The verdict of the whole gate. Our own errors come first, whatever `failOn` says: they mean that the gate does not
 * know. So does a document without any cell, and one in which nothing was compared and nothing failed.
 */
export function gateVerdict({ cells }: Pick<Results, 'cells'>, failOn: FailOn): GateVerdict {
  if (cells.length === 0) return error('there is no model on any runtime to compare');
  const errors = cells.filter((cell) => cell.state === 'error').length;
  if (errors > 0) return error(`${count(errors, 'cell')} ended in an error of the gate or its surroundings`);
  // What no runtime supports is a fault of the model and red below; that nothing was even tried is ours.
  if (!cells.some((cell) => compared(cell) || isFailure(cell) || cell.state === 'unsupported'))
    return error('nothing was compared in any cell');
  const empty = [
    ...emptyOf(cells, 'runtime').map((runtime) => `${runtime} compared nothing: no model ran there`),
    ...emptyOf(cells, 'model').map((model) => `${model} was compared nowhere: no runtime runs it`),
  ];
  const red = cells.some((cell) => failsOn(cell, failOn)) || (failOn !== 'never' && empty.length > 0);
  return red ? { verdict: 'fail', exitCode: 1, reasons: empty } : { verdict: 'pass', exitCode: 0, reasons: empty };
}

/**
 * Runtimes (or models) of which no cell compared anything although none failed: all is unsupported or was not run and no
 * result is known. Such a column or row looks calm and proves nothing; it is red until it is taken out of the config or
 * accepted in the baseline, whose `approved` cells do not count as empty. Sorted.
 */
export function emptyOf(cells: Results['cells'], side: 'runtime' | 'model'): readonly string[] {
  const names = [...new Set(cells.map((cell) => cell[side]))].sort();
  return names.filter((name) => {
    const line = cells.filter((cell) => cell[side] === name);
    return line.every((cell) => !compared(cell) && !isFailure(cell) && cell.state !== 'error');
  });
}

/** A cell that stands on a comparison: made now, accepted by a person, or the last known one of a cell not run. */
function compared(cell: ResultCell): boolean {
  switch (cell.state) {
    case 'approved':
      return true;
    case 'pass':
    case 'drift':
    case 'not-run':
    // Of several forms, some may be supported.
    case 'unsupported':
      return cell.outputs.length > 0;
    case 'convert-failed':
    case 'run-failed':
    case 'error':
      return false;
    default:
      return assertNever(cell.state);
  }
}

function isFailure({ state }: ResultCell): boolean {
  return state === 'convert-failed' || state === 'run-failed';
}

function failsOn(cell: ResultCell, failOn: FailOn): boolean {
  switch (failOn) {
    case 'drift':
      return cell.state === 'drift' || isFailure(cell);
    case 'failure':
      return isFailure(cell);
    case 'never':
      return false;
    default:
      return assertNever(failOn);
  }
}

function error(reason: string): GateVerdict {
  return { verdict: 'error', exitCode: 3, reasons: [reason] };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
