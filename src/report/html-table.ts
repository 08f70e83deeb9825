import { html, htmlText, type SafeHtml } from './escape.js';

/** A table of safe cells. A heading that starts with `#` marks a column of numbers. */
export function htmlTable(headings: readonly string[], rows: readonly (readonly SafeHtml[])[]): SafeHtml {
  const columns = headings.map((heading) =>
    heading.startsWith('#')
      ? { heading: html`<th class="number">${htmlText(heading.slice(1))}</th>`, cell: html` class="number"` }
      : { heading: html`<th>${htmlText(heading)}</th>`, cell: html`` },
  );
  const lines = rows.map(
    (row) => html`<tr>${row.map((cell, index) => html`<td${columns[index]?.cell ?? html``}>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="scroll"><table>
<thead><tr>${columns.map(({ heading }) => heading)}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>
`;
}
