// `npm run picture [-- height]`: creates docs/images/comment.png, the comment of `npm run demo` in GitHub's styles.
// Needs Chrome or Chromium.
import { readFileSync } from 'node:fs';
import { findBrowser } from '../src/environments/find-browser.js';
import { messageOf } from '../src/errors.js';
import { commentPage } from './picture/comment-page.js';
import { screenshot } from './picture/screenshot.js';

const WIDTH = 1152;

const [height = '760'] = process.argv.slice(2);
try {
  const browser = await findBrowser({ env: process.env }, 'the picture');
  const page = commentPage(readFileSync('.demo/comment.md', 'utf8'), WIDTH);
  screenshot(browser, page, 'docs/images/comment.png', { width: WIDTH, height: Number(height) });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
