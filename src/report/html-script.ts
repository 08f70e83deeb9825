import { createHash } from 'node:crypto';
import { html, htmlText } from './escape.js';

/**
 * Filter and sort for the tables of the HTML report. It adds its own controls, so a page without scripts has everything
 * but these. It reads nothing but the text of the page and makes no markup of it.
 */
const text = html`
for (const box of document.querySelectorAll('.scroll')) {
  const [body] = box.querySelectorAll('tbody');
  const rows = Array.from(body.rows);
  if (rows.length < 2) continue;
  const headings = Array.from(box.querySelectorAll('thead th'));
  const keys = (row, column) => row.cells[column].textContent.trim();
  const number = (words) => {
    if (words.includes('∞') || words.includes('NaN')) return Infinity;
    const found = /-?[0-9][0-9,]*[.]?[0-9]*(e-?[0-9]+)?/.exec(words);
    return found === null ? null : Number(found[0].replaceAll(',', ''));
  };
  headings.forEach((heading, column) => {
    heading.className += ' sortable';
    heading.tabIndex = 0;
    const sort = () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const sign = down ? -1 : 1;
      rows.sort((a, b) => {
        const [x, y] = [keys(a, column), keys(b, column)];
        const [m, n] = column === 0 ? [null, null] : [number(x), number(y)];
        if (m !== null) { if (n !== null) { if (m !== n) return sign * (m - n); } }
        return sign * x.localeCompare(y, 'en', { numeric: true });
      });
      body.append(...rows);
    };
    heading.addEventListener('click', sort);
    heading.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(); });
  });
  if (rows.length < 6) continue;
  const tools = document.createElement('div');
  tools.className = 'tools';
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Filter rows';
  field.setAttribute('aria-label', 'Filter rows');
  const count = document.createElement('label');
  tools.append(field, count);
  box.before(tools);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const byRow = new Map(rows.map((row, index) => [row, texts[index]]));
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(' ').filter((word) => word !== '');
    let shown = 0;
    for (const row of rows) {
      row.hidden = words.some((word) => byRow.get(row).includes(word) === false);
      if (row.hidden === false) shown += 1;
    }
    count.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' rows';
  });
}
`;

/** With its source as a Content-Security-Policy names it: no other script can run in the page. */
export const htmlScript = {
  text,
  source: html`sha256-${htmlText(createHash('sha256').update(text).digest('base64'))}`,
};
