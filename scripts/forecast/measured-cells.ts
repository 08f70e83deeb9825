import type { CellState } from '../../src/types.js';
import { SYMBOLS } from '../compatibility/document.js';

/** A cell of docs/compatibility.md. */
export interface MeasuredCell {
  readonly model: string;
  readonly column: string;
  readonly state: CellState;
  /** Why it does not pass; empty where it does. */
  readonly reason: string;
}

/** The cells in the tables of docs/compatibility.md, as that document writes them. */
export function measuredCells(document: string): MeasuredCell[] {
  const [head = [], , ...rows] = tableUnder('## Matrix', document);
  const [, ...models] = head;
  const reasons = reasonsIn(document);
  return rows.flatMap(([name = '', ...cells]) => {
    const column = name.replaceAll('**', '');
    return models.map((model, place) => ({
      model,
      column,
      state: stateOf(cells[place] ?? ''),
      reason: reasons.get(`${model} ${column}`) ?? '',
    }));
  });
}

function reasonsIn(document: string): ReadonlyMap<string, string> {
  const [, , ...rows] = tableUnder('## Reasons', document);
  return new Map(
    rows.flatMap(([column = '', , models = '', reason = '']) =>
      models.split(', ').map((model) => [`${model} ${column}`, reason] as const),
    ),
  );
}

function stateOf(cell: string): CellState {
  const found = Object.entries(SYMBOLS).find(([, symbol]) => cell.startsWith(symbol));
  if (found === undefined) throw new Error(`no cell of the matrix is written ${JSON.stringify(cell)}`);
  return found[0] as CellState;
}

/** The cells of the first table under a heading, by row: the head, the line below it, and the rest. */
function tableUnder(heading: string, document: string): string[][] {
  const lines = document.slice(document.indexOf(heading)).split('\n');
  const from = lines.findIndex((line) => line.startsWith('|'));
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  // A pipe in a cell is written \|.
  return rest.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}
