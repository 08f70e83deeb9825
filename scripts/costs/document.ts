import type { Cost } from '../../src/adapters/cost.js';
import type { ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import type { Results } from '../../src/results/schema.js';
import { markdownTable } from '../markdown-table.js';

const NUMBERS = ['download MB', 'disk MB', 'install s', 'start s', 'convert or run s'];

/**
 * The generated part of docs/costs.md.
 * @param costs by id; adapters without one do not support the platform that was measured
 * @param results of a run whose cells have the times of converting and running; null when there was none
 * @param page what the document is now, whose times stay where there was no run
 */
export function costsTable(
  adapters: readonly (RuntimeFacts | ConverterFacts)[],
  costs: ReadonlyMap<string, Cost>,
  results: Pick<Results, 'cells' | 'runtimes'> | null,
  page: string,
): string {
  const before = workIn(page);
  const rows = adapters.map((adapter) => {
    const converts = 'writes' in adapter;
    const kind = converts ? `${adapter.reads.join(', ')} → ${adapter.writes}` : 'runtime';
    const cost = costs.get(adapter.id);
    if (cost === undefined) return [adapter.id, kind, 'not on this platform', '', '', '', ''];
    const work = () =>
      results === null
        ? (before.get(adapter.id) ?? '')
        : median(converts ? convertSeconds(adapter.id, results) : runSeconds(adapter.id, results));
    return [
      adapter.id,
      kind,
      (cost.downloadBytes / 1e6).toFixed(0),
      (cost.diskBytes / 1e6).toFixed(0),
      cost.installSeconds,
      cost.importSeconds,
      work(),
    ];
  });
  return markdownTable(['adapter', 'kind', ...NUMBERS], rows, NUMBERS);
}

/** The last cell of each row of the table, by its first. */
function workIn(page: string): ReadonlyMap<string, string> {
  return new Map([...page.matchAll(/^\| ([\w-]+) \|.*\| ?([\d.]*) \|$/gm)].map(([, id = '', work = '']) => [id, work]));
}

function convertSeconds(id: string, { cells }: Pick<Results, 'cells'>): number[] {
  return cells.flatMap(({ route }) => route.filter(({ converter }) => converter === id).map(({ seconds }) => seconds));
}

function runSeconds(id: string, { cells, runtimes }: Pick<Results, 'cells' | 'runtimes'>): number[] {
  const columns = runtimes.filter(({ adapter }) => adapter === id).map((column) => column.id);
  return cells
    .filter(({ runtime, state }) => columns.includes(runtime) && state === 'pass')
    .map(({ seconds }) => seconds);
}

function median(values: readonly number[]): string {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? '' : middle.toFixed(middle < 1 ? 3 : 1);
}
