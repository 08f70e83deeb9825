import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { navigation } from '../../site/.vitepress/navigation.js';

test('headings are groups, and the lists below them pages', () => {
  const page =
    '# Title\n\nSee [this](https://example.org/a.md).\n\n## One\n\n- [A](a.md)\n- [B, c](b/c.md)\n\n## Two\n';
  expect(navigation(page)).toEqual([
    {
      text: 'One',
      items: [
        { text: 'A', link: '/a' },
        { text: 'B, c', link: '/b/c' },
      ],
    },
    { text: 'Two', items: [] },
  ]);
});

test('every page is in the navigation of the documentation, once', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && path !== 'README.md')
    .map((path) => `/${path.slice(0, -'.md'.length)}`);
  const listed = navigation(readFileSync('docs/README.md', 'utf8')).flatMap(({ items }) =>
    items.map(({ link }) => link),
  );
  expect(listed.toSorted()).toEqual(pages.toSorted());
});
