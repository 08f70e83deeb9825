/** Content of a cell. */
export type Cell = string | number;

/**
 * A table in Markdown. Bars and line breaks in cells are escaped.
 * @param numeric headings of the columns that are aligned to the right
 */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  numeric: readonly string[] = [],
): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(cellText).join(' | ')} |`;
  const rule = headings.map((heading) => (numeric.includes(heading) ? '---:' : '---'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}

function cellText(cell: Cell): string {
  return String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ');
}
