/** What fails, in the words of the verdict. */
import { groupBy } from '../group-by.js';
import { formatCount, groupThousands } from '../number-format.js';
import { FAILURES, type FailureKind } from '../results/failures.js';
import type { ResultCell } from '../results/schema.js';
import { BY_SEVERITY, isFailing, STATES } from '../results/states.js';

/** By model: the cell that fails worst. */
function worstFailures(cells: readonly ResultCell[]): ReadonlyMap<string, ResultCell> {
  const worst = new Map<string, ResultCell>();
  for (const cell of cells) {
    const known = worst.get(cell.model);
    if (isFailing(cell.state) && (known === undefined || rank(cell) < rank(known))) worst.set(cell.model, cell);
  }
  return worst;
}

/** What fails, counted as a person counts: `2 models drift, 1 crashes`. Each model once, by its worst cell. */
export function failingText(cells: readonly ResultCell[]): string {
  const worst = worstFailures(cells);
  return [...groupBy(worst.values(), verbsOf)]
    .toSorted(([, [a]], [, [b]]) => rank(a) - rank(b))
    .map(([verbs, { length: count }], index) => {
      const subject = index === 0 ? formatCount(count, 'model') : groupThousands(count);
      return `${subject} ${count === 1 ? verbs.one : verbs.many}`;
    })
    .join(', ');
}

/** `11 of 13 cells`, or where a model fails in several ways `10 of 13 cells drift, 1 fails to run`. */
export function shareText(cells: readonly ResultCell[]): string {
  const failing = cells.filter(({ state }) => isFailing(state));
  const worst = worstFailures(cells);
  const of = `of ${formatCount(cells.length, 'cell')}`;
  const several = failing.some((cell) => verbsOf(cell) !== verbsOf(worst.get(cell.model) ?? cell));
  if (!several) return `${groupThousands(failing.length)} ${of}`;
  return [...groupBy(failing, verbsOf)]
    .toSorted(([, [a]], [, [b]]) => rank(a) - rank(b))
    .map(([verbs, { length }], index) => {
      const subject = index === 0 ? `${groupThousands(length)} ${of}` : groupThousands(length);
      return `${subject} ${length === 1 ? verbs.one : verbs.many}`;
    })
    .join(', ');
}

function rank({ state }: ResultCell): number {
  return BY_SEVERITY.indexOf(state);
}

interface Verbs {
  readonly one: string;
  readonly many: string;
}

const FAILURE_VERBS: Readonly<Partial<Record<FailureKind, Verbs>>> = {
  crashed: { one: 'crashes', many: 'crash' },
  'timed-out': { one: 'times out', many: 'time out' },
  'out-of-memory': { one: 'runs out of memory', many: 'run out of memory' },
};

const STATE_VERBS = {
  numbers: { one: 'drifts', many: 'drift' },
  error: { one: 'could not be judged', many: 'could not be judged' },
  converted: { one: 'cannot be converted', many: 'cannot be converted' },
  run: { one: 'fails to run', many: 'fail to run' },
} as const satisfies Readonly<Record<string, Verbs>>;

/** The same object for the same verbs. */
function verbsOf({ state, failure }: ResultCell): Verbs {
  const known =
    failure === undefined || FAILURES[failure.kind].state !== state ? undefined : FAILURE_VERBS[failure.kind];
  if (known !== undefined) return known;
  switch (STATES[state].fails) {
    case 'numbers':
      return STATE_VERBS.numbers;
    case 'error':
      return STATE_VERBS.error;
    default:
      return state === 'convert-failed' ? STATE_VERBS.converted : STATE_VERBS.run;
  }
}
