import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { FOLDED, type Section, text } from '../../src/report/section.js';
import { terminalSection } from '../../src/report/terminal-section.js';
import { viewOf } from '../../src/report/view.js';
import { fiveByFive } from './five-by-five.js';

const style = { columns: 80, colours: picocolors.createColors(false) };

test('what only --verbose shows is not even made without it', () => {
  let made = 0;
  const section: Section = {
    name: 'numbers',
    title: 'Numbers',
    item: 'number',
    share: 1,
    open: FOLDED,
    content: () => {
      made++;
      return { kind: 'list', items: [[text('one')]], tone: 'muted' };
    },
  };
  const view = viewOf(fiveByFive(), 'portability');
  expect(terminalSection(section, view, { ...style, verbose: false })).toBe('');
  expect(made).toBe(0);
  expect(terminalSection(section, view, { ...style, verbose: true })).toBe('Numbers\none');
});
