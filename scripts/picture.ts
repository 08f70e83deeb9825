// `npm run picture [-- names]`: creates the pictures in docs/images: the comment of `npm run demo` (comment.png), and comments
// of sample results, at 900 and at 390 pixels, light and dark, which need Chrome or Chromium. depth.svg is drawn from what
// `portability locate --json` printed to .cache/located.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { findBrowser } from '../src/environments/find-browser.js';
import { messageOf } from '../src/errors.js';
import { commentMarkdown } from '../src/report/markdown.js';
import { commentPage } from './picture/comment-page.js';
import { depthSvg } from './picture/depth-svg.js';
import { SAMPLE_RESULTS } from './picture/sample-results.js';
import { screenshot, shownDocument } from './picture/screenshot.js';
import { sheetHeight, sheetPage, sheetWidth } from './picture/sheet-page.js';

const DEMO = '.demo/comment.md';
/** What `portability locate magika mnn --json` printed. */
const LOCATED = '.cache/located.json';
type Form = { readonly width: number; readonly scheme: 'light' | 'dark' };

/** A desktop and a phone, with both colours. */
const EVERY_FORM: readonly (readonly Form[])[] = (['light', 'dark'] as const).map((scheme) =>
  [900, 390].map((width) => ({ width, scheme })),
);
/** Of the picture that the README shows. */
const TWO_FORMS: readonly (readonly Form[])[] = [
  [
    { width: 900, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ],
];
const OPTIONS = {
  key: 'portability.yml',
  commit: { name: 'a1b2c3d', address: 'https://github.com/octo/models/commit/a1b2c3d' },
  base: { name: 'main', address: 'https://github.com/octo/models/tree/main' },
  report: 'https://github.com/octo/models/actions/runs/1',
};

function picture(browser: string, name: string, markdown: string, forms = EVERY_FORM): void {
  const rows = forms.map((row) =>
    row.map(({ width, scheme }) => ({ page: commentPage(markdown, width, scheme), width })),
  );
  const [sheet, width] = [sheetPage(rows), sheetWidth(rows)];
  const height = sheetHeight(shownDocument(browser, sheet, width));
  if (height === null) throw new Error(`${browser} did not measure the sheet`);
  screenshot(browser, sheet, `docs/images/${name}.png`, { width, height });
  console.error(`docs/images/${name}.png`);
}

const asked = process.argv.slice(2);
const isWanted = (name: string) => asked.length === 0 || asked.includes(name);
if (isWanted('depth')) {
  if (existsSync(LOCATED)) writeFileSync('docs/images/depth.svg', depthSvg(readFileSync(LOCATED, 'utf8')));
  else console.error(`${LOCATED} is missing: \`portability locate --json\` prints it, for depth.svg`);
  if (asked.length === 1) process.exit();
}
try {
  const browser = await findBrowser({ env: process.env, cwd: '.' }, 'the picture');
  for (const [name, results] of Object.entries(SAMPLE_RESULTS))
    if (isWanted(name)) picture(browser, name, commentMarkdown(results(), OPTIONS));
  if (!isWanted('comment')) process.exit();
  if (existsSync(DEMO)) picture(browser, 'comment', readFileSync(DEMO, 'utf8'), TWO_FORMS);
  else console.error(`${DEMO} is missing: run \`npm run demo\` for comment.png`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
