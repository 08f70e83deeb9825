import { groupBy } from '../group-by.js';
import { formatRatioBound } from '../number-format.js';
import type { ResultCell, ResultRuntime } from '../results/schema.js';
import { isFailing, isRecordedPass, STATES } from '../results/states.js';
import { fromReal } from '../tensor/real.js';
import { NO_RESULT, type Outcome, outcomeOf, worstRatio } from './outcome.js';
import type { ReportView } from './view.js';

export interface MatrixRow {
  /** Several when models without a failure and with the same results are folded into one row. */
  readonly models: readonly string[];
  /** One for each runtime, in the order of the runtimes. */
  readonly cells: readonly Outcome[];
}

interface ModelLine {
  readonly model: string;
  /** undefined: the results have no cell for the pair. */
  readonly cells: readonly (ResultCell | undefined)[];
}

/** The columns in the order of the findings, then those that do not fail in the order of the plan. */
export function columnsOf({ results, findings }: ReportView): readonly ResultRuntime[] {
  const failing = findings.flatMap(({ cells }) =>
    cells.flatMap(({ runtime, state }) => (isFailing(state) ? [runtime] : [])),
  );
  const places = new Map([...new Set(failing)].map((id, place) => [id, place]));
  const placeOf = ({ id }: ResultRuntime) => places.get(id) ?? places.size;
  return results.runtimes.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/**
 * Models × runtimes, the worst first. Models with the same results keep the order of the plan.
 * @param folds whether models that pass alike share a row
 */
export function matrixOf(view: ReportView, folds: boolean): readonly MatrixRow[] {
  const runtimes = columnsOf(view);
  const lines = view.results.models.map(({ id }) => ({
    model: id,
    cells: runtimes.map((runtime) => view.cell(id, runtime.id)),
  }));
  const failing = lines.filter(isFailingLine).toSorted((a, b) => severityOf(a) - severityOf(b));
  const others = lines.filter((line) => !isFailingLine(line));
  const groups = folds ? fold(others) : others.map((line) => [line]);
  return [...failing.map((line) => [line]), ...groups].map(rowOf);
}

function isFailingLine(line: ModelLine): boolean {
  return line.cells.some((cell) => cell !== undefined && isFailing(cell.state));
}

/** That of its worst state. */
function severityOf(line: ModelLine): number {
  return Math.min(...line.cells.map((cell) => STATES[cell?.state ?? 'not-run'].severity));
}

/** Lines with the same words in every column share a row; an approved drift keeps its own, for its number. */
function fold(lines: readonly ModelLine[]): readonly (readonly ModelLine[])[] {
  const groups = groupBy(lines, (line) => {
    const approved = line.cells.some((cell) => cell?.state === 'approved');
    const pattern = line.cells.map(foldingWords);
    return JSON.stringify(approved ? [line.model, pattern] : pattern);
  });
  return [...groups.values()].toSorted((a, b) => worstOf(a) - worstOf(b));
}

function worstOf(group: readonly ModelLine[]): number {
  return Math.min(...group.map(severityOf));
}

function foldingWords(cell: ResultCell | undefined): string {
  if (cell === undefined) return NO_RESULT.word;
  const { word, detail } = outcomeOf(cell);
  return cell.state === 'pass' || isRecordedPass(cell) ? word : `${word} ${detail}`;
}

function rowOf(lines: readonly ModelLine[]): MatrixRow {
  const columns = lines[0]?.cells.length ?? 0;
  return {
    models: lines.map(({ model }) => model),
    cells: Array.from({ length: columns }, (_, column) => shared(lines.map(({ cells }) => cells[column]))),
  };
}

function sharedLastKnown(cells: readonly (ResultCell | undefined)[]): string {
  const ratios = cells.flatMap((cell) => cell?.lastKnown?.noiseRatio ?? []).map(fromReal);
  const worst = ratios.length === 0 ? '' : ` ${formatRatioBound(Math.max(...ratios))}`;
  return `(last ${STATES.pass.word}${worst})`;
}

/** One outcome for cells with the same word: the worst ratio as an upper bound. */
function shared(cells: readonly (ResultCell | undefined)[]): Outcome {
  const [first] = cells;
  if (first === undefined) return NO_RESULT;
  const outcome = outcomeOf(first);
  if (cells.length > 1 && isRecordedPass(first)) return { ...outcome, detail: sharedLastKnown(cells) };
  if (cells.length === 1 || first.state !== 'pass') return outcome;
  const worst = worstRatio(cells.flatMap((cell) => cell?.outputs ?? []));
  if (worst !== null) return { ...outcome, detail: formatRatioBound(worst) };
  const details = new Set(cells.map((cell) => (cell === undefined ? '' : outcomeOf(cell).detail)));
  return { ...outcome, detail: details.size === 1 ? outcome.detail : '' };
}
