import { createHash } from 'node:crypto';
import { html, htmlText } from './escape.js';

/**
 * What a cell says that can be ordered by size: the last ratio (`0.4× → 900×` is 900), or a number with its unit. Null for
 * words, names and versions, which are compared as text.
 */
export const measureOf = html`
const UNITS = new Map([['B', 1], ['kB', 1e3], ['MB', 1e6], ['GB', 1e9], ['TB', 1e12], ['ms', 1e-3], ['s', 1], ['min', 60]]);
const measureOf = (words) => {
  const plain = (word) => /^-?[0-9][0-9,]*([.][0-9]+)?(e-?[0-9]+)?$/.test(word) ? Number(word.replaceAll(',', '')) : null;
  const ratio = words.replace(/[()]/g, '').split(' ').filter((word) => word.endsWith('×')).map((word) => word.slice(0, -1)).pop();
  if (ratio !== undefined) return ratio === '∞' ? Infinity : plain(ratio);
  if (/(^| )(∞|NaN)( |$)/.test(words)) return Infinity;
  const parts = words.replace(/%$/, '').split(' ');
  let sum = 0;
  for (let place = 0; place < parts.length; place += 2) {
    const [number, unit] = [plain(parts[place]), parts[place + 1] === undefined ? 1 : UNITS.get(parts[place + 1])];
    if (number === null || unit === undefined) return null;
    sum += number * unit;
  }
  return sum;
};`;

/**
 * Filter and sort for the tables of the HTML report. It adds its own controls, so a page without scripts has everything
 * but these. It reads nothing but the text of the page and makes no markup of it.
 */
const text = html`${measureOf}
for (const box of document.querySelectorAll('.scroll')) {
  const [body] = box.querySelectorAll('tbody');
  const rows = Array.from(body.rows);
  if (rows.length < 2) continue;
  const headings = Array.from(box.querySelectorAll('thead th'));
  const keys = (row, column) => row.cells[column].textContent.trim();
  headings.forEach((heading, column) => {
    heading.className += ' sortable';
    heading.tabIndex = 0;
    const sort = () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const sign = down ? -1 : 1;
      // Nothing, then what is measured, then what is said in words: one order, whatever is beside what.
      const rank = (words, measure) => (words === '' ? 0 : words === '–' ? 0 : measure === null ? 2 : 1);
      rows.sort((a, b) => {
        const [x, y] = [keys(a, column), keys(b, column)];
        const [m, n] = column === 0 ? [null, null] : [measureOf(x), measureOf(y)];
        const apart = rank(x, m) - rank(y, n);
        if (apart !== 0) return sign * apart;
        if (m !== null) { if (m !== n) return sign * (m - n); }
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
