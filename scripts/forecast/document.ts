import type { KnownSupport } from '../../src/adapters/operator-support.js';
import { formatCount } from '../../src/number-format.js';
import { type Cell, markdownTable } from '../markdown-table.js';
import type { ForetoldCell } from './compare-with-fact.js';

/** The generated part of docs/forecast.md. */
export function forecastSection(cells: readonly ForetoldCell[], known: KnownSupport): string {
  const lacking = cells.filter(({ state }) => state === 'unsupported');
  const foretold = lacking.filter(({ by }) => by !== null);
  const planned = foretold.filter(({ by }) => by === 'plan');
  const open = lacking.filter(({ by }) => by !== 'plan');
  const alarms = cells.filter(({ state, by }) => state === 'pass' && by !== null);
  const others = cells.filter(({ state, by }) => !['pass', 'unsupported'].includes(state) && by === 'forecast');
  return [
    `Of ${formatCount(lacking.length, 'unsupported cell')} in [compatibility.md](compatibility.md), **${foretold.length} were foretold (${percent(foretold.length, lacking.length)})**: ${planned.length} because the plan has no route, type or platform for them, ${foretold.length - planned.length} of the other ${open.length} by the tables. ` +
      `Of ${formatCount(cells.filter(({ state }) => state === 'pass').length, 'cell')} that pass, **${alarms.length} were foretold as impossible**. ` +
      `${formatCount(others.length, 'cell')} that failed in another way ${others.length === 1 ? 'was' : 'were'} foretold as unsupported.`,
    ...(alarms.length === 0 ? [] : ['### Foretold, and yet it passes', table(alarms, ({ words }) => words)]),
    '### Foretold by the tables',
    table([...foretold.filter(({ by }) => by === 'forecast'), ...others], ({ words }) => words),
    '### Not foretold',
    table(
      lacking.filter(({ by }) => by === null),
      ({ reason }) => reason,
    ),
    '### What the tables are from',
    sources(known),
  ].join('\n\n');
}

function percent(part: number, all: number): string {
  return all === 0 ? '—' : `${((100 * part) / all).toFixed(1)} %`;
}

/** Cells with the same text share a line. */
function table(cells: readonly ForetoldCell[], textOf: (cell: ForetoldCell) => string): string {
  const groups = new Map<string, { columns: Set<string>; models: Set<string>; states: Set<string>; text: string }>();
  for (const cell of cells) {
    const text = textOf(cell);
    const group = groups.get(text) ?? { columns: new Set(), models: new Set(), states: new Set(), text };
    group.columns.add(cell.column);
    group.models.add(cell.model);
    group.states.add(cell.state);
    groups.set(text, group);
  }
  const rows = [...groups.values()].map(({ columns, models, states, text }): Cell[] => [
    [...models].join(', '),
    [...columns].join(', '),
    [...states].join(', '),
    prose(text),
  ]);
  return rows.length === 0 ? 'None.' : markdownTable(['models', 'columns', 'state', 'in words'], rows);
}

function sources({ cases, lists, deadEnds }: KnownSupport): string {
  const rows: (readonly [string, ...Cell[]])[] = [
    ...Object.entries(lists).map(
      ([id, { version, lacks }]) =>
        [
          id,
          version,
          'the list of the tool',
          `lacks ${formatCount(Object.keys(lacks).length, 'operator')} in some version`,
        ] as const,
    ),
    ...Object.entries(cases).map(([id, { version, refused, newest }]) => {
      const limits = [
        ...(newest.opset === null ? [] : [`operator sets up to ${newest.opset}`]),
        ...(newest.ir === null ? [] : [`IR versions up to ${newest.ir}`]),
      ];
      const words = [`refuses ${formatCount(Object.keys(refused).length, 'operator')} in some cases`, ...limits];
      return [id, version, "ONNX's own test cases", words.join(', ')] as const;
    }),
    ...Object.entries(deadEnds).map(
      ([way, { versions, tried, reason }]) =>
        [
          way,
          Object.values(versions).join(', '),
          formatCount(tried, 'network'),
          `refuses all of them: ${prose(reason)}`,
        ] as const,
    ),
  ];
  const sorted = rows.toSorted(([a], [b]) => (a < b ? -1 : 1)).map((row) => [...row]);
  return markdownTable(['adapter', 'release', 'asked', 'what it says'], sorted);
}

/** On one line, in which nothing is markup. */
const prose = (text: string): string => text.replaceAll('<', '&lt;').replace(/\s+/g, ' ');
