import picocolors from 'picocolors';
import stringWidth from 'string-width';
import type { Results } from '../results/schema.js';
import { terminalText } from './escape.js';
import { headlineOf } from './headline.js';
import { SECTIONS } from './sections.js';
import { type Colours, terminalSection } from './terminal-section.js';
import { viewOf } from './view.js';

export interface TerminalOptions {
  /** Width of the terminal in columns. */
  readonly columns: number;
  readonly colour: boolean;
  /** Adds the sections that are folded elsewhere: commands, the numbers of every output, versions. */
  readonly verbose?: boolean;
  /** A line about the time the gate itself took, when the caller wants one; it is not part of the results. */
  readonly overhead?: string;
}

/** The report for a terminal: the sections, and last the verdict, where it stays visible. Ends with a newline. */
export function terminalReport(
  results: Results,
  { columns, colour, verbose = false, overhead }: TerminalOptions,
): string {
  const colours = picocolors.createColors(colour);
  const view = viewOf(results);
  const blocks = [
    ...SECTIONS.map((section) => terminalSection(section, view, { columns, colours, verbose })),
    overhead === undefined ? '' : colours.dim(terminalText(overhead)),
    verdictBlock(results, colours),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function verdictBlock(results: Results, colours: Colours): string {
  const { symbol, text, changes } = headlineOf(results);
  const verdict = `${symbol}${' '.repeat(Math.max(1, 3 - stringWidth(symbol)))}${colours.bold(`Portability: ${text}`)}`;
  return changes === '' ? verdict : `${verdict} ${colours.dim(`(${changes})`)}`;
}
