import type { ResultCell, Results } from '../../src/results/schema.js';
import type { WatchedRun } from './watched-run.js';

/** What became of the cells of some runs: each has a state, or is lost. */
export interface Account {
  readonly cells: number;
  /** By state, and of failures by their kind. */
  readonly ends: ReadonlyMap<string, number>;
  readonly lost: number;
  readonly hung: number;
  /** Runs that ended by a fault of the gate itself. */
  readonly internal: number;
}

const OWN_FAULT = /This is a bug in the gate/;

/** @param expected models and columns, each pair a cell */
export function accountOf(
  { results, hung, stderr }: WatchedRun,
  expected: { readonly models: readonly string[]; readonly runtimes: readonly string[] },
): Account {
  const known = new Map((results?.cells ?? []).map((cell) => [JSON.stringify([cell.model, cell.runtime]), cell]));
  const pairs = expected.models.flatMap((model) =>
    expected.runtimes.map((runtime) => JSON.stringify([model, runtime])),
  );
  const ends = new Map<string, number>();
  for (const pair of pairs) {
    const cell = known.get(pair);
    const end = cell === undefined ? 'lost' : endOf(cell, results);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return {
    cells: pairs.length,
    ends,
    lost: ends.get('lost') ?? 0,
    hung: hung ? 1 : 0,
    internal: OWN_FAULT.test(stderr) ? 1 : 0,
  };
}

function endOf({ state, failure }: ResultCell, results: Results | null): string {
  if (results?.stopped !== undefined && state === 'not-run') return 'lost';
  return failure === undefined ? state : `${state}: ${failure.kind}`;
}

export function added(accounts: readonly Account[]): Account {
  const ends = new Map<string, number>();
  for (const account of accounts) for (const [end, count] of account.ends) ends.set(end, (ends.get(end) ?? 0) + count);
  const sum = (of: (account: Account) => number) => accounts.reduce((total, account) => total + of(account), 0);
  return {
    cells: sum(({ cells }) => cells),
    ends,
    lost: sum(({ lost }) => lost),
    hung: sum(({ hung }) => hung),
    internal: sum(({ internal }) => internal),
  };
}
