import { formatRatio } from '../number-format.js';
import type { ResultCell, ResultRuntime, Results } from '../results/schema.js';
import type { CellState } from '../types.js';
import { type CellWords, isFailing, SEVERITY, wordsOf, worstRatio } from './cell-words.js';

/** One cell as shown; it stands for several models when its row is folded. */
export interface MatrixCell extends CellWords {
  readonly state: CellState;
}

export interface MatrixRow {
  /** Several when models without a failure that fare alike are folded into one row. */
  readonly models: readonly string[];
  readonly failing: boolean;
  /** One for each runtime, in the order of the runtimes. */
  readonly cells: readonly MatrixCell[];
}

export interface Matrix {
  readonly runtimes: readonly ResultRuntime[];
  /** Failures first, the passing models last. */
  readonly rows: readonly MatrixRow[];
}

interface ModelLine {
  readonly model: string;
  /** undefined: the results hold no cell for the pair. */
  readonly cells: readonly (ResultCell | undefined)[];
}

const NO_RESULT: MatrixCell = { state: 'not-run', symbol: '⏸', word: 'no result', detail: '' };

/** Models × runtimes as every writer shows them. Models and runtimes keep the order of the plan inside their group. */
export function matrixOf(results: Results): Matrix {
  const cells = cellIndex(results);
  const lines = results.models.map(({ id }) => ({
    model: id,
    cells: results.runtimes.map((runtime) => cells.get(cellKey(id, runtime.id))),
  }));
  const failing = lines.filter(isFailingLine).toSorted((a, b) => rank(a) - rank(b));
  const folded = fold(lines.filter((line) => !isFailingLine(line)));
  return {
    runtimes: results.runtimes,
    rows: [...failing.map((line) => rowOf([line])), ...folded.map(rowOf)],
  };
}

/** The cells by model and runtime. */
export function cellIndex(results: Results): ReadonlyMap<string, ResultCell> {
  return new Map(results.cells.map((cell) => [cellKey(cell.model, cell.runtime), cell]));
}

export function cellKey(model: string, runtime: string): string {
  return JSON.stringify([model, runtime]);
}

function isFailingLine(line: ModelLine): boolean {
  return line.cells.some((cell) => cell !== undefined && isFailing(cell.state));
}

/** Place of the worst state of a line in the order of severity. */
function rank(line: ModelLine): number {
  return Math.min(...line.cells.map((cell) => SEVERITY.indexOf(cell?.state ?? 'not-run')));
}

/** Lines with the same words in every column share a row; an approved drift keeps its own, for its number. */
function fold(lines: readonly ModelLine[]): readonly (readonly ModelLine[])[] {
  const groups = new Map<string, ModelLine[]>();
  for (const line of lines) {
    const approved = line.cells.some((cell) => cell?.state === 'approved');
    const pattern = line.cells.map((cell) => foldingWords(cell));
    const key = JSON.stringify(approved ? [line.model, pattern] : pattern);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()].toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(group: readonly ModelLine[]): number {
  return Math.min(...group.map(rank));
}

function foldingWords(cell: ResultCell | undefined): string {
  if (cell === undefined) return NO_RESULT.word;
  const { word, detail } = wordsOf(cell);
  return cell.state === 'pass' ? word : `${word} ${detail}`;
}

function rowOf(lines: readonly ModelLine[]): MatrixRow {
  const columns = lines[0]?.cells.length ?? 0;
  return {
    models: lines.map(({ model }) => model),
    failing: lines.some(isFailingLine),
    cells: Array.from({ length: columns }, (_, column) => shared(lines.map(({ cells }) => cells[column]))),
  };
}

/** One cell for cells with the same word: the worst ratio as an upper bound. */
function shared(cells: readonly (ResultCell | undefined)[]): MatrixCell {
  const [first] = cells;
  if (first === undefined) return NO_RESULT;
  const words = { state: first.state, ...wordsOf(first) };
  if (cells.length === 1 || first.state !== 'pass') return words;
  const worst = worstRatio(cells.flatMap((cell) => cell?.outputs ?? []));
  if (worst === null) {
    const details = new Set(cells.map((cell) => (cell === undefined ? '' : wordsOf(cell).detail)));
    return { ...words, detail: details.size === 1 ? words.detail : '' };
  }
  return { ...words, detail: `≤ ${formatRatio(worst)}` };
}
