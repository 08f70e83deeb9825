import { expect, test } from 'vitest';
import { byNpx, INSTALLED, ownProgram, withProgram } from '../src/own-program.js';
import { terminalReport } from '../src/report/terminal.js';
import { VERSION } from '../src/version.js';
import { everyState } from './report/every-state.js';

test('what npx runs is on nobody’s PATH', () => {
  expect(ownProgram({})).toBe('portability');
  expect(ownProgram({ npm_lifecycle_event: 'test' })).toBe('portability');
  expect(ownProgram({ npm_lifecycle_event: 'npx' })).toBe(`npx --yes model-portability-gate@${VERSION}`);
});

test('only a release is named as one', () => {
  expect(byNpx('1.2.3-rc.1')).toBe('npx --yes model-portability-gate@1.2.3-rc.1');
  expect(byNpx('x; rm')).toBe('npx --yes model-portability-gate');
});

test('commands in messages can be pasted', () => {
  const text = 'run `portability plan`, not `portable`';
  expect(withProgram(text, byNpx('1.2.3'))).toBe('run `npx --yes model-portability-gate@1.2.3 plan`, not `portable`');
  expect(withProgram(text, INSTALLED)).toBe(text);
});

test('commands on a terminal begin as the reader began', () => {
  const report = terminalReport(everyState(), { columns: 400, colour: false, verbose: true, program: byNpx('1.2.3') });
  expect(report).toContain('npx --yes model-portability-gate@1.2.3 explain');
  expect(report).not.toMatch(/(?:^| |`)portability (?:run|explain|approve)/m);
});
