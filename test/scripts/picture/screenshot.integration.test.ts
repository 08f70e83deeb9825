import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commentPage } from '../../../scripts/picture/comment-page.js';
import { screenshot } from '../../../scripts/picture/screenshot.js';
import { findBrowser } from '../../../src/environments/find-browser.js';
import { programs, scratchWith } from '../scratch.js';

const SIZE = { width: 320, height: 200 };
const installed = await findBrowser({ env: process.env, cwd: '.' }, 'this test').catch(() => null);

describe.skipIf(process.platform === 'win32')('with a browser that says what it was asked for', () => {
  test('the page is shown in its size, and the picture lands where it should', () => {
    const value = (of: string) => `$(echo "$@" | sed 's/.*${of}//; s/ .*//')`;
    const said = `{ echo ${value('--window-size=')}; cat ${value('file:..')}; } > ${value('--screenshot=')}`;
    const browser = join(programs({ browser: said }), 'browser');
    const target = join(scratchWith(), 'picture.png');
    screenshot(browser, '<p>page</p>', target, SIZE);
    expect(readFileSync(target, 'utf8')).toBe('320,200\n<p>page</p>');
  });

  test.each([
    ['fails', 'echo "no display" >&2; exit 1', 'no display'],
    ['shows nothing', 'exit 0', 'took no screenshot'],
  ])('one that %s is an error, and the old picture stays', (_, script, message) => {
    const browser = join(programs({ browser: script }), 'browser');
    const target = join(scratchWith({ 'picture.png': 'old' }), 'picture.png');
    expect(() => screenshot(browser, '<p>page</p>', target, SIZE)).toThrow(message);
    expect(readFileSync(target, 'utf8')).toBe('old');
  });
});

test('a real browser writes a PNG of that size', ({ skip }) => {
  if (installed === null) return skip('no Chrome or Chromium is installed');
  const target = join(scratchWith(), 'picture.png');
  screenshot(installed, commentPage('# Hello', SIZE.width), target, SIZE);
  expect(existsSync(target)).toBe(true);
  const png = readFileSync(target);
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 320, 200]);
});
