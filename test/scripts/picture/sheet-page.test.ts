import { expect, test } from 'vitest';
import { SAMPLE_RESULTS } from '../../../scripts/picture/sample-results.js';
import { sheetHeight, sheetPage, sheetWidth } from '../../../scripts/picture/sheet-page.js';
import { commentMarkdown } from '../../../src/report/markdown.js';

test('pages stand beside each other, whatever is in them', () => {
  const rows = [
    [
      { page: '<p title="a">&amp;</p>', width: 900 },
      { page: '<p>b</p>', width: 390 },
    ],
    [{ page: '<p>c</p>', width: 900 }],
  ];
  const page = sheetPage(rows);
  expect(page).toContain('<iframe width="900" srcdoc="<p title=&quot;a&quot;>&amp;amp;</p>">');
  expect(page.match(/<iframe/g)).toHaveLength(3);
  expect(page.match(/<div>/g)).toHaveLength(2);
  expect(sheetWidth(rows)).toBe(900 + 390 + 3 * 24);
});

test('the height is read from the document that was shown', () => {
  expect(sheetHeight('<!DOCTYPE html><html data-height="812"><body></body></html>')).toBe(812);
  expect(sheetHeight('<html><body></body></html>')).toBeNull();
});

test.each(Object.entries(SAMPLE_RESULTS))('%s has a comment', (_, results) => {
  expect(commentMarkdown(results(), { key: 'k' })).toMatch(/^### \S+ Portability/m);
});
