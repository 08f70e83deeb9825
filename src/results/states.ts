/** The facts about each state of a cell: the only table of them. */
import { CELL_STATES, type CellState } from '../types.js';

/** Its colour, which is never the only sign. */
export type Tone = 'good' | 'bad' | 'warn' | 'muted';

export interface StateFacts {
  readonly symbol: string;
  readonly word: string;
  /** With its article, for sentences. */
  readonly noun: string;
  /** Place in every list, 0 first: wrong numbers come before loud failures. */
  readonly severity: number;
  /** Why it fails: numbers that differ, a model that does not run, an error of the gate; false if it does not. */
  readonly fails: 'numbers' | 'failure' | 'error' | false;
  /** Whether a person may accept it: not an error of the gate, nor what passes or was not run. */
  readonly approvable: boolean;
  /** Whether such a cell is based on a comparison: made now, accepted by a person, or known from an earlier run. */
  readonly compared: 'always' | 'with-outputs' | 'never';
  readonly tone: Tone;
}

/** Of several forms of an unsupported cell, some may have been compared. */
export const STATES = {
  error: {
    symbol: '🔥',
    word: 'error',
    noun: 'an error',
    severity: 0,
    fails: 'error',
    approvable: false,
    compared: 'never',
    tone: 'bad',
  },
  drift: {
    symbol: '❌',
    word: 'drift',
    noun: 'a drift',
    severity: 1,
    fails: 'numbers',
    approvable: true,
    compared: 'always',
    tone: 'bad',
  },
  'run-failed': {
    symbol: '💥',
    word: 'failed',
    noun: 'a failed run',
    severity: 2,
    fails: 'failure',
    approvable: true,
    compared: 'never',
    tone: 'bad',
  },
  'convert-failed': {
    symbol: '🔧',
    word: 'conversion failed',
    noun: 'a failed conversion',
    severity: 3,
    fails: 'failure',
    approvable: true,
    compared: 'never',
    tone: 'bad',
  },
  approved: {
    symbol: '🟡',
    word: 'approved',
    noun: 'an approved result',
    severity: 4,
    fails: false,
    approvable: false,
    compared: 'always',
    tone: 'warn',
  },
  unsupported: {
    symbol: '⚪',
    word: 'unsupported',
    noun: 'a model that is not supported',
    severity: 5,
    fails: false,
    approvable: true,
    compared: 'with-outputs',
    tone: 'muted',
  },
  'not-run': {
    symbol: '⏸',
    word: 'not run',
    noun: 'a cell that was not run',
    severity: 6,
    fails: false,
    approvable: false,
    compared: 'with-outputs',
    tone: 'muted',
  },
  pass: {
    symbol: '✅',
    word: 'pass',
    noun: 'a pass',
    severity: 7,
    fails: false,
    approvable: false,
    compared: 'with-outputs',
    tone: 'good',
  },
} as const satisfies Readonly<Record<CellState, StateFacts>>;

/** A state that a person can accept. */
export type ApprovableState = {
  [S in CellState]: (typeof STATES)[S]['approvable'] extends true ? S : never;
}[CellState];

export const APPROVABLE_STATES: readonly ApprovableState[] = CELL_STATES.filter(isApprovable);

/** The states from worst to best. */
export const BY_SEVERITY: readonly CellState[] = CELL_STATES.toSorted(bySeverity);

export function isApprovable(state: CellState): state is ApprovableState {
  return STATES[state].approvable;
}

/** Whether a cell in this state is red. */
export function isFailing(state: CellState): boolean {
  return STATES[state].fails !== false;
}

/** Whether a cell was not run because nothing has changed since it passed. */
export function isRecordedPass({
  state,
  recorded,
  lastKnown,
}: {
  readonly state: CellState;
  readonly recorded?: string | undefined;
  readonly lastKnown?: { readonly state: CellState } | undefined;
}): boolean {
  return state === 'not-run' && recorded !== undefined && lastKnown?.state === 'pass';
}

/** Orders the worst state first. */
export function bySeverity(a: CellState, b: CellState): number {
  return STATES[a].severity - STATES[b].severity;
}

/** How many cells are in each state; states without a cell are counted as 0. */
export function countStates(cells: readonly { readonly state: CellState }[]): ReadonlyMap<CellState, number> {
  const counts = new Map(CELL_STATES.map((state) => [state, 0]));
  for (const { state } of cells) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
