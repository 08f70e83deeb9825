import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html.js';
import { htmlScript } from '../../src/report/html-script.js';
import { commentMarkdown, summaryMarkdown } from '../../src/report/markdown.js';
import { terminalReport } from '../../src/report/terminal.js';
import { HOSTILE, hostileResults } from './hostile.js';
import { cellOf, modelOf, resultsOf, runtimeOf } from './results-builder.js';

const OPTIONS = {
  key: HOSTILE,
  commit: { name: HOSTILE },
  report: 'https://example.org/run',
  guide: 'https://example.org/guide',
};

/** The Markdown without what we write ourselves: elements, entities, strong text, tables, lists, links to our pages. */
function residue(markdown: string): string {
  return markdown
    .replace(/^<!-- portability-gate: [A-Za-z0-9._/%-]+ -->$/m, '')
    .replace(/<\/?(?:code|sub|details|summary)>|<br>|<wbr>/g, '')
    .replace(/&#\d+;|&nbsp;/g, '')
    .replace(/^### /m, '')
    .replace(/\[(?:full report|how to read this)\]\(https:\/\/example\.org\/[^\s()<>[\]|`!]*\)/g, '');
}

test.each([
  ['comment', commentMarkdown],
  ['summary', summaryMarkdown],
])('a %s with hostile text everywhere holds none of its markup', (_, render) => {
  const markdown = render(hostileResults(), OPTIONS);
  const left = residue(markdown);
  expect(left).not.toMatch(/[<>[\]`!@#$~\\&]/);
  expect(markdown).not.toMatch(/^\s*::/m);
  expect(markdown.replaceAll('https://example.org', '')).not.toContain('://');
  expect(markdown.match(/&#64;(?!&#8203;)/)).toBeNull();
  expect(markdown.match(/<!--/g)).toHaveLength(1);
  // Each table has the same number of cells in every row.
  for (const table of markdown.split(/\n\n/).filter((block) => block.startsWith('| '))) {
    const widths = new Set(table.split('\n').map((row) => row.split('|').length));
    expect(widths.size, table).toBe(1);
  }
  expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length);
});

test('the comment with hostile text', async () => {
  await expect(commentMarkdown(hostileResults(), OPTIONS)).toMatchFileSnapshot('golden/hostile-comment.md.txt');
});

test('a name of nothing but invisible characters is seen to be one', () => {
  for (const name of ['\u200b\u2060', '\u2800', '\u{e0100}\u180b', ' \u00a0']) {
    const results = resultsOf({
      models: [modelOf(name)],
      runtimes: [runtimeOf('a', 'A', '1')],
      cells: [cellOf(name, 'a', {})],
    });
    expect(htmlReport(results)).toContain('<code>(no visible name)</code>');
    expect(htmlReport(results)).not.toContain('<code></code>');
    expect(commentMarkdown(results, OPTIONS)).toContain('(no visible name)');
  }
});

test('the HTML report with hostile text has no element or attribute of its making', () => {
  const page = htmlReport(hostileResults());
  const elements = new Set(Array.from(page.matchAll(/<([a-z0-9]+)/g), ([, name]) => name));
  expect([...elements].toSorted()).toEqual(
    'a br circle code div h1 h2 h3 head html body li main meta p path rect script section span strong style svg table tbody td th thead title tr ul'
      .split(' ')
      .toSorted(),
  );
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/<!--|<img|\son[a-z]+=|href=(?!"#finding-\d+")|src=/);
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${htmlScript.source}'">`,
  );
});

test('the terminal report with hostile text steers no terminal', () => {
  for (const columns of [40, 4000]) {
    const text = terminalReport(hostileResults(), { columns, colour: false, verbose: true, overhead: HOSTILE });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(text).not.toMatch(/^::/m);
  }
});

test('hostile names get no command to paste', () => {
  expect(commentMarkdown(hostileResults(), OPTIONS)).not.toMatch(/npx [^<]*(?:explain|approve|run) /);
});
