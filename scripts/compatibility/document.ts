import type { ConverterFacts } from '../../src/adapters/define.js';
import { formatCount, formatRatio } from '../../src/number-format.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import type { CellState, Format, Options } from '../../src/types.js';
import { type Cell, markdownTable } from '../markdown-table.js';

/** Kinds of failure differ here more than in a report: what is of interest is who lacks what. */
export const SYMBOLS: Readonly<Record<CellState, string>> = {
  pass: '✅',
  drift: '❌',
  approved: '🟡',
  'run-failed': '💥',
  'convert-failed': '🔧',
  unsupported: '⚪',
  'not-run': '⏸',
  error: '🔥',
};
/** States that a run without a baseline can end in. */
const LEGEND: readonly (readonly [CellState, string])[] = [
  ['pass', 'pass, with the worst noise ratio of its outputs; = if every number is the same'],
  ['drift', 'outside the tolerance, with the noise ratio'],
  ['run-failed', 'failed while running'],
  ['convert-failed', 'a conversion failed, or its result cannot be read'],
  ['unsupported', 'not supported, or no route leads to it'],
  ['error', 'an error of the gate, its environment or infrastructure'],
];

/** The generated part of docs/compatibility.md. */
export function compatibilityDocument(results: Results, converters: readonly ConverterFacts[]): string {
  const { cells, models, runtimes, platform } = results;
  const passing = cells.filter(({ state }) => state === 'pass');
  const used = new Set(passing.map(({ runtime }) => runtimes.find(({ id }) => id === runtime)?.adapter));
  const edges = edgesOf(results, converters);
  const alive = edges.filter(({ passes }) => passes > 0);
  return [
    `${formatCount(models.length, 'model')} on ${formatCount(runtimes.length, 'column')}: ${passing.length} of ${formatCount(cells.length, 'cell')} pass, on ${formatCount(used.size, 'runtime')} and through ${formatCount(alive.length, 'conversion edge')}. ${platform.os}-${platform.arch}, ${platform.cpu}.`,
    LEGEND.map(([state, words]) => `${SYMBOLS[state]} ${words}`).join(' · '),
    '## Matrix',
    matrix(results),
    '## Edges',
    'An edge is a converter and the format of its input. A cell counts for every edge on its route.',
    table(
      ['edge', 'from', 'to', 'pass', 'drift', 'failed'],
      edges.map((edge) => [edge.converter, edge.from, edge.to, edge.passes, edge.drifts, edge.failures]),
    ),
    '## Versions',
    table(
      ['column', 'runtime', 'version', 'options'],
      runtimes.map(({ id, title, version, options }) => [id, title, version ?? 'never started', optionsText(options)]),
    ),
    '## Reasons',
    "The gate's own messages for every cell that does not pass. Cells with the same reason share a line.",
    reasons(results),
  ].join('\n\n');
}

/** Models down, columns across would be too wide for a page: columns down. */
function matrix({ cells, models, runtimes }: Results): string {
  const rows = runtimes.map(({ id }) => [
    `**${id}**`,
    ...models.map((model) => cellText(cells.find((cell) => cell.model === model.id && cell.runtime === id))),
  ]);
  return table(['', ...models.map(({ id }) => id)], rows);
}

function cellText(cell: ResultCell | undefined): string {
  if (cell === undefined) return '';
  const symbol = SYMBOLS[cell.state];
  if (cell.state !== 'pass' && cell.state !== 'drift') return symbol;
  const ratios = cell.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  if (ratios.length === 0) return cell.outputs.every(({ maxAbs }) => maxAbs === 0) ? `${symbol} =` : symbol;
  const worst = Math.max(...ratios);
  return `${symbol} ${worst === 0 ? '=' : formatRatio(worst)}`;
}

/** A converter and one format that it reads, with what became of the cells behind it. */
interface Edge {
  readonly converter: string;
  readonly from: Format;
  readonly to: Format;
  passes: number;
  drifts: number;
  failures: number;
}

function edgesOf({ cells, models }: Results, converters: readonly ConverterFacts[]): Edge[] {
  const written = new Map(converters.map(({ id, writes }) => [id, writes]));
  const edges = converters.flatMap(({ id, reads, writes }): Edge[] =>
    reads.map((from) => ({ converter: id, from, to: writes, passes: 0, drifts: 0, failures: 0 })),
  );
  for (const { model, route, state, outputs } of cells) {
    const forms = models.find(({ id }) => id === model)?.forms ?? [];
    let from = (forms.find(({ path }) => path === outputs[0]?.form) ?? forms[0])?.format;
    for (const { converter } of route) {
      const edge = edges.find((one) => one.converter === converter && one.from === from);
      if (edge !== undefined) edge[state === 'pass' ? 'passes' : state === 'drift' ? 'drifts' : 'failures'] += 1;
      from = written.get(converter);
    }
  }
  return edges.sort((a, b) => (a.converter + a.from < b.converter + b.from ? -1 : 1));
}

/** Columns in order; in each the reasons in the order of the models. */
function reasons({ cells, runtimes }: Results): string {
  const rows = runtimes.flatMap(({ id }) => {
    const groups = new Map<string, { state: CellState; text: string; models: string[] }>();
    for (const { model, runtime, state, reason, diagnosis } of cells) {
      if (runtime !== id || state === 'pass') continue;
      const finding = state === 'drift' ? diagnosis?.finding : undefined;
      const text = finding === undefined ? (reason ?? '') : `${reason} ${finding}`;
      const group = groups.get(`${state} ${text}`) ?? { state, text, models: [] };
      group.models.push(model);
      groups.set(`${state} ${text}`, group);
    }
    return [...groups.values()].map(({ state, text, models }) => [
      id,
      `${SYMBOLS[state]} ${state}`,
      models.join(', '),
      text,
    ]);
  });
  return table(['column', 'state', 'models', 'reason'], rows);
}

function optionsText(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

/** Cells are prose, some of it in the words of tools. */
function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const prose = (cell: Cell) => String(cell).replaceAll('<', '&lt;').replace(/\s+/g, ' ');
  return markdownTable(
    headings,
    rows.map((row) => row.map(prose)),
  );
}
