/** The matrix for a comment: few columns, few rows, symbols and numbers. */
import { groupBy } from '../group-by.js';
import { formatRatioBound } from '../number-format.js';
import type { ResultCell } from '../results/schema.js';
import { BY_SEVERITY, bySeverity, isFailing, STATES, type Tone } from '../results/states.js';
import { briefOutcome, NO_RESULT, outcomeOf, worstRatio } from './outcome.js';
import { type ColumnContent, fitsPhone } from './phone-width.js';
import type { ReportView } from './view.js';

/** Columns beside the names at most, and as many as a phone shows, which is enough where few of them fail. */
const MOST_COLUMNS = 5;
const PHONE_COLUMNS = 3;
/** So many rows that fail have a row each; of more, those that fail on the same runtimes share one. */
const MOST_ROWS = 8;

export interface CompactMatrix {
  /** One runtime each; the last may stand for several (`foldedHeading`). */
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly CompactRow[];
  /** The states that appear. */
  readonly states: ReadonlySet<ResultCell['state']>;
  /** Whether rows or columns were put together. */
  readonly folded: boolean;
}

export interface CompactRow {
  readonly models: readonly string[];
  readonly fails: boolean;
  readonly cells: readonly { readonly text: string; readonly tone: Tone }[];
}

/** One for the first runtime that fails, and one for the others. */
const LEAST_COLUMNS = 2;

/**
 * Columns and rows with failures first, in the order of the findings. A column that passes has one of its own only where a
 * phone has room for the whole; no failure is beside the screen, since one that is counted in the last column is seen, and
 * the list above the matrix has them all by name.
 */
export function compactMatrix(view: ReportView): CompactMatrix {
  const red = view.findings.flatMap((finding) => finding.cells.filter(({ state }) => isFailing(state)));
  const failed = new Set(red.map(({ runtime }) => runtime));
  const runtimes = view.results.runtimes.map(({ id }) => id);
  const sorted = [...[...failed].filter((id) => runtimes.includes(id)), ...runtimes.filter((id) => !failed.has(id))];
  const most = failed.size === 0 ? MOST_COLUMNS : Math.min(MOST_COLUMNS, Math.max(PHONE_COLUMNS, failed.size + 1));
  const withColumns = (count: number) => matrixOf(view, red, folded(sorted, count));
  for (let count = most; count > LEAST_COLUMNS && failed.size > 0; count--) {
    const matrix = withColumns(count);
    const content = contentOf(matrix);
    if (fitsPhone(count > failed.size + 1 ? content : content.slice(0, lastThatFails(matrix) + 2))) return matrix;
  }
  return withColumns(failed.size === 0 ? most : LEAST_COLUMNS);
}

function lastThatFails({ columns, rows }: CompactMatrix): number {
  return columns.findLastIndex((_, index) => rows.some(({ cells }) => cells[index]?.tone === 'bad'));
}

/** How many names a row shows. */
export const shownNames = ({ fails }: Pick<CompactRow, 'fails'>): number => (fails ? 3 : 2);

/** The heading of a column that stands for several runtimes. */
export const foldedHeading = (ids: readonly string[]): string => `${ids.length} more`;

function contentOf({ columns, rows }: CompactMatrix): ColumnContent[] {
  const shown = rows.flatMap((row) => row.models.slice(0, shownNames(row)));
  return [
    { names: shown, texts: [] },
    ...columns.map((ids, index) => ({
      names: ids.length === 1 ? ids : [],
      texts: [...(ids.length === 1 ? [] : [foldedHeading(ids)]), ...rows.map(({ cells }) => cells[index]?.text ?? '')],
    })),
  ];
}

function matrixOf(
  { results, cells, cell }: ReportView,
  red: readonly ResultCell[],
  columns: CompactMatrix['columns'],
): CompactMatrix {
  const failed = new Set(red.map(({ model }) => model));
  const failing = [...failed];
  const passing = results.models.flatMap(({ id }) => (failed.has(id) ? [] : [id]));
  const patternOf = (model: string) =>
    JSON.stringify(columns.map((ids) => ids.map((id) => cell(model, id)?.state ?? null)));
  const failingRows =
    failing.length <= MOST_ROWS ? failing.map((id) => [id]) : [...groupBy(failing, patternOf).values()];
  const rows = [
    ...failingRows.map((models) => ({ models, fails: true })),
    ...(passing.length === 0 ? [] : [{ models: passing, fails: false }]),
  ];
  return {
    columns,
    rows: rows.map(({ models, fails }) => ({
      models,
      fails,
      cells: columns.map((ids) => together(models.flatMap((model) => ids.map((id) => cell(model, id))))),
    })),
    states: new Set(cells.map(({ state }) => state)),
    folded: columns.some((ids) => ids.length > 1) || rows.some(({ models }) => models.length > 1),
  };
}

/** So many columns, the last one for all that are not shown. */
function folded(sorted: readonly string[], most: number): readonly (readonly string[])[] {
  if (sorted.length <= most) return sorted.map((id) => [id]);
  return [...sorted.slice(0, most - 1).map((id) => [id]), sorted.slice(most - 1)];
}

/** Several cells in one: the worst pass as a bound, or how many are in each state. */
function together(cells: readonly (ResultCell | undefined)[]): CompactRow['cells'][number] {
  const known = cells.filter((cell) => cell !== undefined);
  const [first] = known;
  if (first === undefined) return { text: NO_RESULT.symbol, tone: 'muted' };
  if (cells.length === 1) return { text: briefOutcome(outcomeOf(first)), tone: STATES[first.state].tone };
  const states = groupBy(known, ({ state }) => state);
  const [state = first.state] = [...states.keys()].toSorted(bySeverity);
  const { symbol, tone } = STATES[state];
  if (states.size === 1) {
    const ratio = state === 'pass' || state === 'drift' ? worstRatio(known.flatMap(({ outputs }) => outputs)) : null;
    return { text: ratio === null ? symbol : `${symbol} ${formatRatioBound(ratio)}`, tone };
  }
  const counts = BY_SEVERITY.flatMap((each) => {
    const count = states.get(each)?.length ?? 0;
    return count === 0 ? [] : [`${STATES[each].symbol} ${count}`];
  });
  return { text: counts.join(' '), tone };
}
