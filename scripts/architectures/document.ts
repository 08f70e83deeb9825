import { formatCount } from '../../src/number-format.js';
import type { ResultCell } from '../../src/results/schema.js';
import { STATES } from '../../src/results/states.js';
import { markdownTable } from '../markdown-table.js';
import { FORMS, idOf, NETWORKS } from './networks.js';
import type { Distances } from './within-rounding.js';

/** Times the reference's own distance from float64 that correct float32 runtimes stay within. */
const WITHIN = 16;

/** What the program without the gate says of a cell whose numbers the gate does not accept. */
export function verdictOf(times: number | undefined): 'within rounding' | 'beyond rounding' | 'not known' {
  if (times === undefined) return 'not known';
  return times <= WITHIN ? 'within rounding' : 'beyond rounding';
}

export interface Architectures {
  readonly cells: readonly ResultCell[];
  readonly distances: Distances;
  /** Those that were run. */
  readonly networks: readonly string[];
  readonly columns: readonly string[];
}

/** The generated part of docs/architectures.md. */
export function architecturesSection({ cells, distances, networks, columns }: Architectures): string {
  const left = Object.values(NETWORKS)
    .flat()
    .filter((network) => !networks.includes(network));
  const passing = cells.filter(({ state }) => state === 'pass');
  const drifting = cells.filter(({ state }) => state === 'drift');
  const unjust = drifting.filter(({ model, runtime }) => verdictOf(distances[model]?.[runtime]) === 'within rounding');
  return [
    ...(left.length === 0 ? [] : [`Not measured yet: ${left.join(', ')}.`]),
    `${formatCount(cells.length, 'cell')}: ${passing.length} pass, ${drifting.length} drift, of which ${unjust.length} are within rounding by the program that knows nothing of the gate.`,
    ...Object.entries(NETWORKS).flatMap(([kind, names]) => matrixOf(kind, names, cells, columns)),
    '### Reasons',
    reasonsTable(cells, distances),
  ].join('\n\n');
}

function matrixOf(
  kind: string,
  networks: readonly string[],
  cells: readonly ResultCell[],
  columns: readonly string[],
): string[] {
  const rows = networks.flatMap((network) =>
    FORMS.flatMap(({ ending, title }) => {
      const own = cells.filter(({ model }) => model === idOf(network, ending));
      if (own.length === 0) return [];
      return [[network, title, ...columns.map((column) => symbolOf(own.find(({ runtime }) => runtime === column)))]];
    }),
  );
  return rows.length === 0 ? [] : [`### ${kind}`, markdownTable(['network', 'form', ...columns], rows)];
}

const symbolOf = (cell: ResultCell | undefined): string => (cell === undefined ? '' : STATES[cell.state].symbol);

/** Cells with the same reason share a line; numbers that differ do not make another one. */
function reasonsTable(cells: readonly ResultCell[], distances: Distances): string {
  const groups = new Map<string, { readonly row: readonly string[]; readonly models: string[] }>();
  for (const { model, runtime, state, reason } of cells) {
    if (state === 'pass') continue;
    const said = state === 'drift' ? verdictOf(distances[model]?.[runtime]) : '';
    const key = JSON.stringify([runtime, state, said, (reason ?? '').replaceAll(/[\d.,]+/g, '#')]);
    const group = groups.get(key) ?? { row: [runtime, STATES[state].word, reason ?? '', said], models: [] };
    group.models.push(model);
    groups.set(key, group);
  }
  if (groups.size === 0) return 'Every cell passes.';
  const rows = [...groups.values()].map(({ row: [runtime = '', state = '', reason = '', said = ''], models }) => [
    runtime,
    state,
    models.join(', '),
    reason,
    said,
  ]);
  return markdownTable(['column', 'state', 'models', 'reason of the first', 'by numpy alone'], rows);
}
