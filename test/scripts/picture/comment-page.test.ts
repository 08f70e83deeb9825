import { expect, test } from 'vitest';
import { commentPage } from '../../../scripts/picture/comment-page.js';

test("a comment in GitHub's styles, tables and all", () => {
  const page = commentPage('## Models\n\n| a | b |\n| --- | --: |\n| 1 | 2 |\n', 640);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('.markdown-body');
  expect(page).toContain('width: 608px');
  expect(page).toMatch(/<article class="markdown-body"><h2>Models<\/h2>\s*<table>/);
  expect(page).toContain('<td align="right">2</td>');
});
