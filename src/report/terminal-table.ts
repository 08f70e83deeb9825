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

/** Lines with columns as wide as their widest cell; the line of headings is left out when they are all empty. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly TableCell[])[],
  headingStyle: (text: string) => string,
): string {
  const widths = columnWidths(columns, rows);
  const headings = columns.map(({ heading }) => ({ text: heading, style: headingStyle }));
  const lines = columns.some(({ heading }) => heading !== '') ? [headings, ...rows] : rows;
  return lines.map((cells) => line(cells, columns, widths)).join('\n');
}

/** Width of the widest line of the table, in terminal columns. */
export function tableWidth(columns: readonly Column[], rows: readonly (readonly TableCell[])[]): number {
  const widths = columnWidths(columns, rows);
  return widths.reduce((sum, width) => sum + width, GAP.length * Math.max(0, widths.length - 1));
}

/** Breaks text at spaces so that no line is wider than `width`, except for words that are. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  const start = /^ */.exec(text)?.[0] ?? '';
  let current = start;
  let empty = true;
  for (const word of text.slice(start.length).split(' ')) {
    const longer = empty ? `${current}${word}` : `${current} ${word}`;
    if (empty || stringWidth(longer) <= width) current = longer;
    else {
      lines.push(current);
      current = `${indent}${word}`;
    }
    empty = false;
  }
  return [...lines, current].join('\n');
}

function columnWidths(columns: readonly Column[], rows: readonly (readonly TableCell[])[]): readonly number[] {
  return columns.map(({ heading }, index) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[index]?.text ?? '')), stringWidth(heading)),
  );
}

function line(cells: readonly TableCell[], columns: readonly Column[], widths: readonly number[]): string {
  const last = cells.length - 1;
  return cells
    .map(({ text, style }, index) => {
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
      const styled = style === undefined || text === '' ? text : style(text);
      if (columns[index]?.right === true) return `${padding}${styled}`;
      return index === last ? styled : `${styled}${padding}`;
    })
    .join(GAP)
    .trimEnd();
}
