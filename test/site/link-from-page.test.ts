import { expect, test } from 'vitest';
import { linkFromPage } from '../../site/.vitepress/link-from-page.js';

test.each([
  ['costs.md', 'formats.md#code', 'formats.md#code'],
  ['costs.md', './formats.md', './formats.md'],
  ['costs.md', '#here', '#here'],
  ['costs.md', 'https://example.org/', 'https://example.org/'],
  ['start/web.md', '../formats.md', '../formats.md'],
  ['costs.md', '../CONTRIBUTING.md#adding', 'https://host/us/blob/main/CONTRIBUTING.md#adding'],
  ['start/web.md', '../../src/gate.ts', 'https://host/us/blob/main/src/gate.ts'],
])('on %s, %s leads to %s', (page, target, expected) => {
  expect(linkFromPage(page, target, 'https://host/us')).toBe(expected);
});
