import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { assertNever } from '../errors.js';
import type { Results } from '../results/schema.js';
import type { CellState } from '../types.js';
import { cellText } from './cell-words.js';
import { terminalText } from './escape.js';
import { findingsOf } from './findings.js';
import { legendOf } from './legend.js';
import { type MatrixRow, matrixOf } from './matrix.js';
import { outputRows } from './output-rows.js';
import { routeRows } from './route-rows.js';
import { type Column, type TableCell, table, tableWidth, wrap } from './terminal-table.js';
import { unjudgedOf } from './unjudged.js';
import { changesText, verdictLine } from './verdict-line.js';
import { runtimeRows } from './version-rows.js';
import { warningsOf } from './warnings.js';

export interface TerminalOptions {
  /** Width of the terminal in columns; a matrix that is wider becomes a list. */
  readonly columns: number;
  readonly colour: boolean;
  /** Adds the numbers of every output and the versions. */
  readonly verbose?: boolean;
  /** A line about the time the gate itself took, when the caller wants one; it is not part of the results. */
  readonly overhead?: string;
}

type Colours = ReturnType<typeof picocolors.createColors>;

/** The report for a terminal: matrix, findings, warnings, and last the verdict. Ends with a newline. */
export function terminalReport(results: Results, options: TerminalOptions): string {
  const colours = picocolors.createColors(options.colour);
  const blocks = [
    matrixBlock(results, options, colours),
    legendBlock(results, options, colours),
    ...findingBlocks(results, options, colours),
    unjudgedBlock(results, options, colours),
    warningBlock(results, options, colours),
    ...(options.verbose === true
      ? [outputBlock(results, colours), routeBlock(results, options, colours), runtimeBlock(results, colours)]
      : []),
    options.overhead === undefined ? '' : colours.dim(terminalText(options.overhead)),
    verdictBlock(results, colours),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function matrixBlock(results: Results, { columns }: TerminalOptions, colours: Colours): string {
  const { runtimes, rows } = matrixOf(results);
  if (rows.length === 0 || runtimes.length === 0) return '';
  const ids = runtimes.map(({ id }) => terminalText(id));
  const cells = rows.map((row) => [
    { text: rowName(row), style: colours.bold },
    ...row.cells.map((cell) => ({ text: cellText(cell), style: styleOf(cell.state, colours) })),
  ]);
  const headings: readonly Column[] = [{ heading: '' }, ...ids.map((heading) => ({ heading }))];
  if (tableWidth(headings, cells) <= columns) return table(headings, cells, colours.dim);
  return rows.map((row) => list(row, ids, columns, colours)).join('\n\n');
}

function legendBlock(results: Results, { columns }: TerminalOptions, colours: Colours): string {
  return legendOf(results)
    .flatMap((line) => wrap(line, columns, '').split('\n'))
    .map(colours.dim)
    .join('\n');
}

/** One model (or several that pass alike) a block, one runtime a line: for terminals too narrow for the matrix. */
function list(row: MatrixRow, ids: readonly string[], columns: number, colours: Colours): string {
  const lines = row.cells.map((cell, column): readonly TableCell[] => [
    { text: `  ${ids[column] ?? ''}` },
    { text: cellText(cell), style: styleOf(cell.state, colours) },
  ]);
  const name = wrap(rowName(row), columns, '').split('\n').map(colours.bold).join('\n');
  return `${name}\n${table([{ heading: '' }, { heading: '' }], lines, colours.dim)}`;
}

function rowName({ models }: MatrixRow): string {
  return someNames(models, 3);
}

function someNames(names: readonly string[], limit: number): string {
  const shown = (names.length <= limit ? names : names.slice(0, limit - 1)).map(terminalText).join(', ');
  return names.length <= limit ? shown : `${shown} and ${names.length - limit + 1} more`;
}

function findingBlocks(results: Results, { columns }: TerminalOptions, colours: Colours): readonly string[] {
  return findingsOf(results).map(({ symbol, models, runtimes, finding, continues, evidence, fix }) => {
    const subject = `${someNames(models, 3)} on ${someNames(runtimes, 3)}${continues ? '' : ':'}`;
    const lines = [
      ...wrap(`${symbol} ${subject} ${terminalText(finding)}`, columns, '   ')
        .split('\n')
        .map(colours.bold),
      ...(evidence === '' ? [] : [wrap(`   ${terminalText(evidence)}`, columns, '   ')]),
      wrap(`   → ${terminalText(fix)}`, columns, '     '),
    ];
    return lines.join('\n');
  });
}

/** Why a cell neither passes nor fails: a grey cell without a reason looks like an oversight. */
function unjudgedBlock(results: Results, { columns }: TerminalOptions, colours: Colours): string {
  return unjudgedOf(results)
    .map(({ symbol, word, models, runtimes, reason }) => {
      const line = `${symbol} ${someNames(models, 3)} on ${someNames(runtimes, 6)}: ${word}: ${terminalText(reason)}`;
      return wrap(line, columns, '   ').split('\n').map(colours.dim).join('\n');
    })
    .join('\n');
}

function warningBlock(results: Results, { columns }: TerminalOptions, colours: Colours): string {
  return warningsOf(results)
    .map(({ title, subjects, text }) => {
      const line = `! ${title} (${someNames(subjects, 3)}): ${terminalText(text)}`;
      return wrap(line, columns, '  ').split('\n').map(colours.yellow).join('\n');
    })
    .join('\n');
}

function outputBlock(results: Results, colours: Colours): string {
  const headings: readonly Column[] = [
    { heading: 'model' },
    { heading: 'runtime' },
    { heading: 'output' },
    { heading: 'case' },
    { heading: 'noise ratio', right: true },
    { heading: 'max abs', right: true },
    { heading: 'bits', right: true },
    { heading: 'tolerance' },
    { heading: 'worst at' },
  ];
  const rows = outputRows(results).map((row): readonly TableCell[] => {
    const output = row.form === null ? row.output : `${row.output} of ${row.form}`;
    const names = [row.model, row.runtime, output, row.case].map((name) => ({ text: terminalText(name) }));
    return [
      ...names,
      { text: row.ratio, ...(row.failing ? { style: colours.red } : {}) },
      { text: row.maxAbs },
      { text: row.bits },
      { text: row.tolerance },
      { text: terminalText(row.worst) },
    ];
  });
  return rows.length === 0 ? '' : table(headings, rows, colours.dim);
}

function routeBlock(results: Results, { columns }: TerminalOptions, colours: Colours): string {
  return routeRows(results)
    .map(({ model, runtime, route, hops }) =>
      [
        colours.bold(`${terminalText(model)} on ${terminalText(runtime)}`),
        wrap(`  route  ${terminalText(route)}`, columns, '         '),
        ...(hops === '' ? [] : [wrap(`  hops   ${terminalText(hops)}`, columns, '         ')]),
      ].join('\n'),
    )
    .join('\n');
}

function runtimeBlock(results: Results, colours: Colours): string {
  const headings = ['runtime', 'what', 'version', 'options', 'precision'].map((heading) => ({ heading }));
  const rows = runtimeRows(results).map((row) =>
    [row.runtime, row.title, row.version, row.options, row.precision].map((text) => ({ text: terminalText(text) })),
  );
  return rows.length === 0 ? '' : table(headings, rows, colours.dim);
}

function verdictBlock(results: Results, colours: Colours): string {
  const { symbol, text } = verdictLine(results);
  const changes = changesText(results);
  const verdict = `${symbol}${' '.repeat(Math.max(1, 3 - stringWidth(symbol)))}${colours.bold(`Portability: ${text}`)}`;
  return changes === '' ? verdict : `${verdict} ${colours.dim(`(${changes})`)}`;
}

function styleOf(state: CellState, colours: Colours): (text: string) => string {
  switch (state) {
    case 'pass':
      return colours.green;
    case 'drift':
    case 'convert-failed':
    case 'run-failed':
    case 'error':
      return colours.red;
    case 'approved':
      return colours.yellow;
    case 'unsupported':
    case 'not-run':
      return colours.dim;
    default:
      return assertNever(state);
  }
}
