import stringWidth from 'string-width';

export interface Column {
  readonly heading: string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

export interface TableCell {
  /** Plain text, without colour: its width is measured. */
  readonly text: string;
  readonly style?: (text: string) => string;
}

const GAP = '  ';

/** A table whose widths are known: lines with columns as wide as their widest cell. */
export interface Table {
  /** Of the widest line, in terminal columns. */
  readonly width: number;
  /** The line of headings is left out when they are all empty. */
  text(headingStyle: (text: string) => string): string;
}

export function table(columns: readonly Column[], rows: readonly (readonly TableCell[])[]): Table {
  const headings = columns.map(({ heading }): Measured => ({ text: heading, size: widthOf(heading) }));
  const measured = rows.map((row) => row.map((cell): Measured => ({ ...cell, size: widthOf(cell.text) })));
  const widths = headings.map(({ size }, index) =>
    measured.reduce((widest, row) => Math.max(widest, row[index]?.size ?? 0), size),
  );
  return {
    width: widths.reduce((sum, width) => sum + width, GAP.length * Math.max(0, widths.length - 1)),
    text(headingStyle) {
      const titles = headings.map((cell) => ({ ...cell, style: headingStyle }));
      const lines = headings.some(({ text }) => text !== '') ? [titles, ...measured] : measured;
      return lines.map((cells) => line(cells, columns, widths)).join('\n');
    },
  };
}

interface Measured extends TableCell {
  readonly size: number;
}

/** Breaks text at spaces so that no line is wider than `width`, except for words that are. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  const start = /^ */.exec(text)?.[0] ?? '';
  let current = start;
  let taken = start.length;
  let empty = true;
  for (const word of text.slice(start.length).split(' ')) {
    const size = widthOf(word);
    if (empty) {
      current += word;
      taken += size;
    } else if (taken + 1 + size <= width) {
      current += ` ${word}`;
      taken += 1 + size;
    } else {
      lines.push(current);
      current = `${indent}${word}`;
      taken = indent.length + size;
    }
    empty = false;
  }
  return [...lines, current].join('\n');
}

/**
 * In columns of a terminal. Nearly all text is made of signs that take one column each, with one symbol of a state; only
 * others, emoji and letters of other scripts, are looked up: what that needs takes a while to load.
 */
export function widthOf(text: string): number {
  const others = text.replace(/[ -~À-ɏ≤≥→·–…]+/g, '');
  const plain = text.length - others.length;
  if (others === '') return plain;
  return plain + (WIDE.has(others) ? 2 : stringWidth(others));
}

const WIDE: ReadonlySet<string> = new Set(['✅', '❌', '💥', '🔥', '🔧', '🟡', '⚪']);

function line(cells: readonly Measured[], columns: readonly Column[], widths: readonly number[]): string {
  const last = cells.length - 1;
  return cells
    .map(({ text, style }, index) => {
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
      const styled = style === undefined || text === '' ? text : style(text);
      if (columns[index]?.right === true) return `${padding}${styled}`;
      return index === last ? styled : `${styled}${padding}`;
    })
    .join(GAP)
    .trimEnd();
}
