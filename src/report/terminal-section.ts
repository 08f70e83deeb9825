import type picocolors from 'picocolors';
import { assertNever } from '../errors.js';
import type { Tone } from '../results/states.js';
import { drawingText } from './drawing.js';
import { terminalText } from './escape.js';
import { outcomeText } from './outcome.js';
import { type Content, type Line, type Section, type Span, shownIn } from './section.js';
import { type TableCell, table, widthOf, wrap } from './terminal-table.js';
import type { ReportView } from './view.js';

export type Colours = ReturnType<typeof picocolors.createColors>;

export interface TerminalStyle {
  /** Width of the terminal in columns; a table that is wider may become a list. */
  readonly columns: number;
  readonly colours: Colours;
  /** Shows what is folded in other reports. */
  readonly verbose: boolean;
}

/** A section for a terminal, without a newline at its end; empty when there is nothing to show. */
export function terminalSection(section: Section, view: ReportView, style: TerminalStyle): string {
  // Lines for every output of every cell take their time, and nobody would see them.
  if (!style.verbose && section.open?.terminal === 0) return '';
  const shown = shownIn('terminal', section, view);
  const folded = style.verbose ? (shown?.folded ?? null) : null;
  const parts = [
    ...(shown === null || shown.open === null ? [] : [body(shown.open, style)]),
    ...(folded === null ? [] : [`${style.colours.bold(section.title)}\n${body(folded, style)}`]),
  ];
  if (parts.length === 0) return '';
  const notes = (section.notes?.(view, 'terminal') ?? []).map((note) =>
    eachLine(wrap(terminalText(note), style.columns, ''), style.colours.dim),
  );
  return [...parts, ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n');
}

function body(content: Content, style: TerminalStyle): string {
  const { columns, colours } = style;
  switch (content.kind) {
    case 'table':
      return tableOf(content, style);
    case 'list':
      return content.items
        .map((item) => eachLine(wrap(lineText(item), columns, indentOf(item)), toneStyle(content.tone, colours)))
        .join('\n');
    case 'advice':
      return content.items
        .map(({ symbol, heading, body: evidence, advice }, index) =>
          [
            eachLine(wrap(`${symbol} ${index + 1}. ${lineText(heading)}`, columns, '   '), colours.bold),
            ...(evidence === null ? [] : [wrap(`   ${lineText(evidence)}`, columns, '   ')]),
            wrapAdvice(`   → ${lineText(advice)}`, columns),
          ].join('\n'),
        )
        .join('\n\n');
    case 'code':
      return content.lines.map((line) => `   ${terminalText(line)}`).join('\n');
    default:
      return assertNever(content);
  }
}

/** A command stays on one line, so that it can be copied: a terminal that breaks it itself copies it as one. */
function wrapAdvice(text: string, columns: number): string {
  const whole = text.replace(CODE, (code) => code.replaceAll(' ', KEPT));
  return wrap(whole, columns, '     ').replaceAll(KEPT, ' ');
}

const CODE = /`[^`\n]*`/g;
/** Stands for a space at which no line ends; no text has it, since terminalText writes it in digits. */
const KEPT = '\ue000';

function tableOf(content: Extract<Content, { kind: 'table' }>, style: TerminalStyle): string {
  const { columns, colours } = style;
  const headings = content.columns.map(({ heading, align }) => ({
    heading: lineText(heading),
    right: align === 'right',
  }));
  const rows = content.rows.map((row) =>
    row.map((line, index): TableCell => {
      const colour = content.columns[index]?.head === true ? colours.bold : lineStyle(line, colours);
      return colour === undefined ? { text: lineText(line) } : { text: lineText(line), style: colour };
    }),
  );
  const made = table(headings, rows);
  if (content.stacks !== true || made.width <= columns) return made.text(colours.dim);
  const width = Math.max(...headings.map(({ heading }) => widthOf(heading)));
  return rows
    .map(([first, ...others]) =>
      [
        eachLine(wrap(first?.text ?? '', columns, ''), colours.bold),
        ...others.flatMap(({ text, style: colour = (plain) => plain }, index) => {
          if (text === '') return [];
          const heading = headings[index + 1]?.heading ?? '';
          const label = `  ${heading}${' '.repeat(width - widthOf(heading))}  `;
          const indent = widthOf(label);
          const value = eachLine(wrap(text, Math.max(1, columns - indent), ''), colour);
          return [`${label}${value.replaceAll('\n', `\n${' '.repeat(indent)}`)}`];
        }),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Aligns wrapped lines with the text of the first line, after its symbol. */
function indentOf([first]: Line): string {
  return first?.kind === 'symbol' ? ' '.repeat(widthOf(first.text) + 1) : '';
}

function lineText(line: Line): string {
  return line.map(spanText).join('');
}

function spanText(span: Span): string {
  switch (span.kind) {
    case 'text':
    case 'prose':
    case 'symbol':
      return terminalText(span.text);
    case 'names': {
      const { names, most } = span;
      const shown = (names.length <= most ? names : names.slice(0, most - 1)).map(terminalText).join(', ');
      return names.length <= most ? shown : `${shown} and ${names.length - most + 1} more`;
    }
    case 'outcome':
      return terminalText(outcomeText(span.outcome));
    case 'link':
      return terminalText(span.text);
    case 'finding':
      return String(span.number);
    case 'drawing':
      return drawingText(span.drawing);
    default:
      return assertNever(span);
  }
}

/** That of the first span that has a tone. */
function lineStyle(line: Line, colours: Colours): ((text: string) => string) | undefined {
  for (const span of line) {
    if (span.kind === 'outcome') return toneStyle(span.outcome.tone, colours);
    if (span.kind === 'text' && span.tone !== undefined) return toneStyle(span.tone, colours);
  }
  return undefined;
}

function toneStyle(tone: Tone, colours: Colours): (text: string) => string {
  const styles: Readonly<Record<Tone, (text: string) => string>> = {
    good: colours.green,
    bad: colours.red,
    warn: colours.yellow,
    muted: colours.dim,
  };
  return styles[tone];
}

function eachLine(text: string, style: (line: string) => string): string {
  return text.split('\n').map(style).join('\n');
}
