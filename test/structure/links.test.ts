/** Links between the pages of the project lead somewhere, in the repository and for those who have the npm package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import { expect, test } from 'vitest';
import { HOMEPAGE } from '../../src/published.js';

const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', name.replaceAll('\\', '/'))),
  'examples/command-adapter/README.md',
];

/** Without what is shown as code. */
const proseOf = (page: string) =>
  readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');

const linksOf = (page: string) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((link) => !/^https?:/.test(link));

/** As GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  const headings = [
    ...readFileSync(page, 'utf8')
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ];
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('%s: every link leads to a file, and to a heading of it', (page) => {
  const broken = linksOf(page).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    return !existsSync(file) || (anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor));
  });
  expect(broken).toEqual([]);
});

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('whatever the README links to is in the npm package', () => {
  const packed = (path: string) =>
    manifest.files.some((entry: string) => path === entry || path.startsWith(`${entry}/`));
  const missing = linksOf('README.md').filter((link) => !packed(link.split('#')[0] ?? ''));
  expect(missing).toEqual([]);
});

test('the package says where it comes from', () => {
  expect(manifest.homepage).toBe(`${HOMEPAGE}#readme`);
  expect(manifest.repository.url).toBe(`git+${HOMEPAGE}.git`);
  expect(manifest.bugs.url).toBe(`${HOMEPAGE}/issues`);
});
