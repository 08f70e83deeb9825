import picocolors from 'picocolors';
import { formatCount } from '../number-format.js';
import { INSTALLED } from '../own-program.js';
import type { Results } from '../results/schema.js';
import { terminalText } from './escape.js';
import { headlineOf } from './headline.js';
import { warningsOf } from './sections/warnings.js';
import { SECTIONS } from './sections.js';
import { type Colours, terminalSection } from './terminal-section.js';
import { widthOf, wrap } from './terminal-table.js';
import { type ReportView, viewOf } from './view.js';

export interface TerminalOptions {
  /** Width of the terminal in columns. */
  readonly columns: number;
  readonly colour: boolean;
  /** Adds the sections that are folded elsewhere: commands, the numbers of every output, versions. */
  readonly verbose?: boolean;
  /** For the log of a workflow, whose reader has not run the program: commands can be pasted elsewhere. */
  readonly inLog?: boolean;
  /** How the reader started the program; its name when left out. */
  readonly program?: string;
  /** A line about the time the gate itself took, when the caller wants one; it is not part of the results. */
  readonly overhead?: string;
}

/**
 * The report for a terminal: what fails, and last the verdict, where it stays visible. The rest takes --verbose. Ends
 * with a newline.
 */
export function terminalReport(
  results: Results,
  { columns, colour, verbose = false, inLog = false, program = INSTALLED, overhead }: TerminalOptions,
): string {
  const colours = picocolors.createColors(colour);
  const view = viewOf(results, inLog ? null : program);
  const blocks = [
    ...SECTIONS.map((section) => terminalSection(section, view, { columns, colours, verbose })),
    verbose ? '' : dimLines(wrap(hiddenText(view, inLog), columns, '  '), colours),
    overhead === undefined ? '' : colours.dim(terminalText(overhead)),
    verdictBlock(results, columns, colours),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function dimLines(text: string, colours: Colours): string {
  return text === '' ? '' : text.split('\n').map(colours.dim).join('\n');
}

/** What --verbose would add that weakens a result or needs a look. */
function hiddenText(view: ReportView, inLog: boolean): string {
  const warnings = warningsOf(view).length;
  if (warnings === 0) return '';
  const titles = [...new Set(warningsOf(view).map(({ title }) => title.toLowerCase()))];
  return terminalText(
    `⚠ ${formatCount(warnings, 'warning')} (${inLog ? 'see the job summary' : '--verbose'}): ${titles.join(', ')}`,
  );
}

function verdictBlock(results: Results, columns: number, colours: Colours): string {
  const { symbol, text, part, changes, others } = headlineOf(results);
  const scope = part === '' ? '' : ` (${terminalText(part)})`;
  const sign = `${symbol}${' '.repeat(Math.max(1, 3 - widthOf(symbol)))}`;
  const verdict = wrap(`${sign}Portability${scope}: ${text}`, columns, '   ');
  const rest = [changes, others].filter((words) => words !== '').join('; ');
  const bold = verdict.split('\n').map(colours.bold).join('\n');
  return rest === '' ? bold : `${bold}\n   ${colours.dim(rest)}`;
}
